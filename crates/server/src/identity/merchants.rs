//! The merchants that the data folder holds: provided on the first start, or put there by the team.

use super::files::{IdentityError, expired, read, read_secret, unusable};
use super::platform::Platform;
use super::provision::{give_platform, provision};
use super::{MerchantFile, PlatformIdentity};
use crate::entropy::Entropy;
use parking_lot::RwLock;
use payscore_domain::Merchant;
use payscore_wire::{ApiV3Key, Certificate, PublicKey};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A merchant number with its keys.
pub(crate) struct Account {
    pub(crate) merchant: Merchant,
    pub(crate) serial_no: String,
    pub(crate) public_key: PublicKey,
    pub(crate) apiv3_key: ApiV3Key,
    settings: RwLock<Settings>,
}

/// What a running server lets one change.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) notify_url: Option<String>,
    pub(crate) platform_identity: PlatformIdentity,
}

impl Account {
    pub(crate) fn settings(&self) -> Settings {
        self.settings.read().clone()
    }

    pub(crate) fn platform_identity(&self) -> PlatformIdentity {
        self.settings.read().platform_identity
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings.write());
    }
}

/// All merchants, by merchant number.
pub(crate) struct Merchants(HashMap<String, Arc<Account>>);

impl Merchants {
    /// Loads every merchant in `folder`, after providing those of the first ones that are missing.
    pub(crate) fn open(
        folder: &Path,
        platform: &Platform,
        now: i64,
        entropy: &dyn Entropy,
    ) -> Result<Self, IdentityError> {
        provision(folder, platform, now, entropy)?;
        let folders =
            merchant_folders(folder).map_err(|source| IdentityError::Read { path: folder.to_owned(), source })?;
        let accounts = folders.iter().map(|folder| load(folder, platform, now)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self(accounts.into_iter().map(|account| (account.merchant.mchid.to_string(), Arc::new(account))).collect()))
    }

    pub(crate) fn get(&self, mchid: &str) -> Option<&Arc<Account>> {
        self.0.get(mchid)
    }

    /// All of them, by merchant number.
    pub(crate) fn all(&self) -> Vec<&Arc<Account>> {
        let mut all: Vec<_> = self.0.values().collect();
        all.sort_by_key(|account| account.merchant.mchid.to_string());
        all
    }
}

/// Tells all merchants in `folder` who the platform is now, where they know others.
pub(crate) fn tell_of_platform(folder: &Path, platform: &Platform) -> Result<(), IdentityError> {
    let folders = merchant_folders(folder).map_err(|source| IdentityError::Read { path: folder.to_owned(), source })?;
    let tell = |folder: &PathBuf| {
        let mut file = read_file(folder)?;
        if file.knows(platform) { Ok(()) } else { give_platform(folder, &mut file, platform) }
    };
    // One that cannot be told keeps none of the others from it.
    folders.iter().map(tell).fold(Ok(()), Result::and)
}

fn read_file(folder: &Path) -> Result<MerchantFile, IdentityError> {
    let path = folder.join("merchant.json");
    serde_json::from_str(&read_secret(&path)?).map_err(|error| unusable(&path, error))
}

/// Real folders with a `merchant.json`; the aliases `default` and `partner` are links to them.
fn merchant_folders(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_symlink() && path.join("merchant.json").is_file() {
            found.push(path);
        }
    }
    Ok(found)
}

fn load(folder: &Path, platform: &Platform, now: i64) -> Result<Account, IdentityError> {
    let path = folder.join("merchant.json");
    let mut file = read_file(folder)?;
    if !file.knows(platform) {
        tracing::warn!(folder = %folder.display(), "the platform's keys are others than this merchant was given: renewed");
        give_platform(folder, &mut file, platform)?;
    }
    let apiv3_key = ApiV3Key::new(&file.apiv3_key).map_err(|error| unusable(&path, format!("apiv3_key: {error}")))?;
    if file.users.is_empty() {
        return Err(unusable(&path, "users: at least one is needed"));
    }
    let path = folder.join("apiclient_cert.pem");
    let certificate = Certificate::from_pem(&read(&path)?).map_err(|error| unusable(&path, error))?;
    if certificate.serial_no() != file.serial_no {
        let reason = format!("its serial number is {}, merchant.json says {}", certificate.serial_no(), file.serial_no);
        return Err(unusable(&path, reason));
    }
    if certificate.not_after() < now {
        return Err(expired(&path, certificate.not_after()));
    }
    check_private_key(&folder.join("apiclient_key.pem"), &certificate)?;
    Ok(Account {
        merchant: file.merchant(),
        serial_no: file.serial_no,
        public_key: certificate.public_key().clone(),
        apiv3_key,
        settings: RwLock::new(Settings { notify_url: file.notify_url, platform_identity: file.platform_identity }),
    })
}

/// The server never needs the merchant's private key; where it lies in the folder it should be the right one.
fn check_private_key(path: &Path, certificate: &Certificate) -> Result<(), IdentityError> {
    if !path.exists() {
        return Ok(());
    }
    let key = payscore_wire::PrivateKey::from_pem(&read_secret(path)?).map_err(|error| unusable(path, error))?;
    if certificate.matches(&key) { Ok(()) } else { Err(unusable(path, "it is not the key of apiclient_cert.pem")) }
}
