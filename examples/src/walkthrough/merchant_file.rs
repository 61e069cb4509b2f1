//! `merchant.json`, as far as a walkthrough needs it. A real merchant has this in its configuration.

use super::WalkthroughError;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What `payscore serve` has written about a merchant.
#[derive(Debug, Clone, Deserialize)]
pub struct MerchantFile {
    /// The merchant number.
    pub mchid: String,
    /// The application bound to it.
    pub appid: String,
    sub_mchid: Option<String>,
    sub_appid: Option<String>,
    services: Vec<Service>,
    users: Vec<User>,
}

#[derive(Debug, Clone, Deserialize)]
struct Service {
    service_id: String,
    kind: String,
    needs_user_confirm: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct User {
    openid: String,
    behaviour: String,
}

impl MerchantFile {
    /// Reads `DATA/merchants/NAME/merchant.json`; gives the folder, too.
    ///
    /// # Errors
    /// [`WalkthroughError::Credentials`], [`WalkthroughError::MerchantJson`].
    pub fn read(data: &Path, name: &str) -> Result<(PathBuf, Self), WalkthroughError> {
        let folder = data.join("merchants").join(name);
        let path = folder.join("merchant.json");
        match std::fs::read(&path) {
            Ok(json) => match serde_json::from_slice(&json) {
                Ok(file) => Ok((folder, file)),
                Err(source) => Err(WalkthroughError::MerchantJson { path, source }),
            },
            Err(source) => Err(WalkthroughError::Credentials { path, source }),
        }
    }

    /// Its service of this kind.
    ///
    /// # Errors
    /// [`WalkthroughError::Lacking`].
    pub fn service(&self, kind: &str, needs_user_confirm: bool) -> Result<&str, WalkthroughError> {
        let fits = |it: &&Service| it.kind == kind && it.needs_user_confirm == needs_user_confirm;
        let service = self.services.iter().find(fits).map(|service| service.service_id.as_str());
        service.ok_or_else(|| self.lacking(&format!("{kind} service (needs_user_confirm: {needs_user_confirm})")))
    }

    /// Its test user who behaves like this.
    ///
    /// # Errors
    /// [`WalkthroughError::Lacking`].
    pub fn user(&self, behaviour: &str) -> Result<&str, WalkthroughError> {
        let user = self.users.iter().find(|user| user.behaviour == behaviour).map(|user| user.openid.as_str());
        user.ok_or_else(|| self.lacking(&format!("user who {behaviour}")))
    }

    /// A provider's sub-merchant, and its application.
    ///
    /// # Errors
    /// [`WalkthroughError::Lacking`].
    pub fn sub_merchant(&self) -> Result<(&str, &str), WalkthroughError> {
        let sub = self.sub_mchid.as_deref().zip(self.sub_appid.as_deref());
        sub.ok_or_else(|| self.lacking("sub-merchant with an application"))
    }

    fn lacking(&self, what: &str) -> WalkthroughError {
        WalkthroughError::Lacking { mchid: self.mchid.clone(), what: what.to_owned() }
    }
}
