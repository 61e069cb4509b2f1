//! Who walks the demo's order: the direct merchant that the server has provided.

use crate::commands::merchant::read_plain;
use crate::error::CliError;
use payscore::{Config, blocking};
use payscore_server::MerchantFile;
use std::error::Error;
use std::path::{Path, PathBuf};

/// `DATA/merchants/default`
pub(super) struct DemoMerchant {
    folder: PathBuf,
    /// The merchant number.
    pub(super) mchid: String,
    /// Its application.
    pub(super) appid: String,
    /// Its smart-retail service.
    pub(super) service_id: String,
    /// A user who pays at once.
    pub(super) openid: String,
}

impl DemoMerchant {
    /// Reads what the server has written into its data folder.
    pub(super) fn read(data: &Path) -> Result<Self, CliError> {
        let folder = data.join("merchants").join("default");
        let unreadable =
            |source: Box<dyn Error + Send + Sync>| CliError::Credentials { folder: folder.clone(), source };
        let json = read_plain(&folder.join("merchant.json")).map_err(|error| unreadable(error.into()))?;
        let file: MerchantFile = serde_json::from_str(&json).map_err(|error| unreadable(error.into()))?;
        // A team may have put its own file there; through JSON, its names are those that the file has.
        let file = serde_json::to_value(file).map_err(|error| unreadable(error.into()))?;
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let find = |list: &str, field: &str, wanted: &str| {
            file[list].as_array()?.iter().find(|item| item[field] == wanted).cloned()
        };
        let missing = |what| CliError::NothingToDemo { folder: folder.clone(), what };
        let service = find("services", "kind", "smartretail").ok_or_else(|| missing("smart-retail service"))?;
        let user = find("users", "behaviour", "pays_at_once").ok_or_else(|| missing("user who pays at once"))?;
        Ok(Self {
            mchid: text(&file["mchid"]),
            appid: text(&file["appid"]),
            service_id: text(&service["service_id"]),
            openid: text(&user["openid"]),
            folder,
        })
    }

    /// The SDK's client with the merchant's keys.
    pub(super) fn client(&self, server: &str) -> Result<blocking::Client, CliError> {
        let config = Config::from_merchant_dir(&self.folder).and_then(|config| config.with_base_url(server));
        let config =
            config.map_err(|error| CliError::Credentials { folder: self.folder.clone(), source: error.into() })?;
        Ok(blocking::Client::new(config))
    }
}
