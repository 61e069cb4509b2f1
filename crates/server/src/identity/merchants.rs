//! The merchants that the data folder holds: provided on the first start, put there by the team, or added since.

use super::Vault;
use super::files::{IdentityError, is_hidden, read, unusable};
use super::new_merchant::{AddMerchantError, NewMerchant, check_merchant_certificate, draft};
use super::platform::Platform;
use super::provision::{give_platform, is_provided, provision, write_merchant};
use super::{KeyAlgorithm, MerchantFile, PlatformIdentity};
use crate::entropy::Entropy;
use parking_lot::{Mutex, RwLock};
use payscore_domain::Merchant;
use payscore_wire::{Algorithm, ApiV2Key, ApiV3Key, Certificate, PrivateKey, PublicKey};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file of a merchant's private key.
const PRIVATE_KEY: &str = "apiclient_key.pem";

/// A merchant number with its keys.
pub(crate) struct Account {
    pub(crate) merchant: Merchant,
    pub(crate) serial_no: String,
    pub(crate) public_key: PublicKey,
    pub(crate) apiv3_key: ApiV3Key,
    /// A team that brings its own merchant along need not give it.
    pub(crate) apiv2_key: Option<ApiV2Key>,
    /// The last second at which its certificate is valid.
    pub(crate) not_after: i64,
    /// Where its keys are.
    pub(crate) folder: PathBuf,
    vault: Vault,
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

    /// What its key signs with, and the platform for it.
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.public_key.algorithm()
    }

    pub(crate) fn platform_identity(&self) -> PlatformIdentity {
        self.settings.read().platform_identity
    }

    /// The APIv3 key where it does not belong: to recognize what was signed with it. Read from the file, so that it
    /// need not be kept in this form.
    pub(crate) fn apiv3_key_as_apiv2(&self) -> Option<ApiV2Key> {
        ApiV2Key::new(&read_file(&self.folder, &self.vault).ok()?.apiv3_key).ok()
    }

    /// Its private key, where the folder has it: that of a merchant who signs elsewhere is not here.
    pub(crate) fn private_key(&self) -> Result<Option<PrivateKey>, IdentityError> {
        let path = self.private_key_path();
        if !path.exists() {
            return Ok(None);
        }
        let key = PrivateKey::from_pem(&self.vault.read(&path)?).map_err(|error| unusable(&path, error))?;
        let fits = key.public_key() == self.public_key;
        if fits { Ok(Some(key)) } else { Err(unusable(&path, "it is not the key of apiclient_cert.pem").of_own()) }
    }

    /// Its description, with its APIv2 and APIv3 keys.
    pub(crate) fn file(&self) -> Result<MerchantFile, IdentityError> {
        read_file(&self.folder, &self.vault)
    }

    /// Its certificate.
    pub(crate) fn certificate(&self) -> Result<Certificate, IdentityError> {
        let path = self.folder.join("apiclient_cert.pem");
        Certificate::from_pem(&read(&path)?).map_err(|error| unusable(&path, error))
    }

    pub(crate) fn private_key_path(&self) -> PathBuf {
        self.folder.join(PRIVATE_KEY)
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings.write());
    }
}

/// All merchants, by merchant number. Merchants are added while the server runs; who asks for one holds the lock just
/// as long as it takes to find it.
pub(crate) struct Merchants {
    folder: PathBuf,
    accounts: RwLock<HashMap<String, Arc<Account>>>,
    /// Whoever adds a merchant has the folder alone.
    adding: Mutex<()>,
}

impl Merchants {
    /// Loads every merchant in `folder`, after providing those of the first ones that are missing.
    pub(crate) fn open(
        folder: &Path,
        platform: &Platform,
        now: i64,
        entropy: &dyn Entropy,
    ) -> Result<Self, IdentityError> {
        settle(folder)?;
        provision(folder, platform, now, entropy)?;
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let mut accounts = HashMap::new();
        for name in merchant_folders(&folder).map_err(cannot_read(&folder))? {
            let place = folder.join(&name);
            let account = load(&place, platform, now);
            let account = account.map_err(|error| if is_provided(&name) { error } else { error.of_own() })?;
            let mchid = account.merchant.mchid.to_string();
            if let Some(other) = accounts.insert(mchid, Arc::new(account)) {
                let reason = format!("mchid: {} has the same one", other.folder.display());
                return Err(unusable(&place.join("merchant.json"), reason).of_own());
            }
        }
        Ok(Self { folder, accounts: RwLock::new(accounts), adding: Mutex::new(()) })
    }

    pub(crate) fn get(&self, mchid: &str) -> Option<Arc<Account>> {
        self.accounts.read().get(mchid).cloned()
    }

    /// By merchant number, or by a name that its folder has, too: `default`, `partner`.
    pub(crate) fn named(&self, name: &str) -> Option<Arc<Account>> {
        self.get(name).or_else(|| {
            if name.contains(['/', '\\']) {
                return None;
            }
            let target = self.folder.join(fs::read_link(self.folder.join(name)).ok()?);
            self.all().into_iter().find(|account| account.folder == target)
        })
    }

    /// All of them, by merchant number.
    pub(crate) fn all(&self) -> Vec<Arc<Account>> {
        let mut all: Vec<_> = self.accounts.read().values().cloned().collect();
        all.sort_by_key(|account| account.merchant.mchid.to_string());
        all
    }

    /// Adds a merchant, or gives one that is there other keys: first in the folder, then for all who ask. Makes keys
    /// and writes files, which takes its time.
    pub(crate) fn add(
        &self,
        new: NewMerchant,
        platform: &Platform,
        now: i64,
        entropy: &dyn Entropy,
    ) -> Result<Arc<Account>, AddMerchantError> {
        let _alone = self.adding.lock();
        let existing =
            |mchid: &str| self.get(mchid).map(|account| read_file(&account.folder, &account.vault)).transpose();
        let draft = draft(new, existing, platform, now, entropy)?;
        let mchid = draft.file.mchid.clone();
        let place = self.get(&mchid).map_or_else(|| self.folder.join(&mchid), |old| old.folder.clone());
        replace_folder(&place, |folder| write_merchant(folder, draft, platform))?;
        Ok(self.load(&place, platform, now)?)
    }

    /// Loads one merchant's folder anew, or for the first time: another server has changed it.
    pub(crate) fn reload(&self, name: &str, platform: &Platform, now: i64) -> Result<(), IdentityError> {
        let _alone = self.adding.lock();
        let place = self.folder.join(name);
        if place.join("merchant.json").is_file() {
            self.load(&place, platform, now)?;
        }
        Ok(())
    }

    /// From its folder, for all who ask.
    fn load(&self, place: &Path, platform: &Platform, now: i64) -> Result<Arc<Account>, IdentityError> {
        let account = load(place, platform, now)?;
        let mchid = account.merchant.mchid.to_string();
        if let Some(old) = self.get(&mchid) {
            // What was changed while the server ran counts over the file, now as after a restart.
            *account.settings.write() = old.settings();
        }
        let account = Arc::new(account);
        self.accounts.write().insert(mchid, account.clone());
        Ok(account)
    }

    /// Tells all merchants who the platform is now, where they know others.
    pub(crate) fn tell_of_platform(&self, platform: &Platform) -> Result<(), IdentityError> {
        let _alone = self.adding.lock();
        let tell = |account: Arc<Account>| {
            let mut file = read_file(&account.folder, &account.vault)?;
            if file.knows(platform) { Ok(()) } else { give_platform(&account.folder, &mut file, platform) }
        };
        // One that cannot be told keeps none of the others from it.
        self.all().into_iter().map(tell).fold(Ok(()), Result::and)
    }
}

/// The names of a folder that is being written, and of one that makes room for it.
fn in_between(place: &Path) -> (PathBuf, PathBuf) {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    (place.with_file_name(format!(".{name}.new")), place.with_file_name(format!(".{name}.old")))
}

/// Puts a folder in another one's place: there is always the one or the other, whole.
fn replace_folder(place: &Path, write: impl FnOnce(&Path) -> Result<(), IdentityError>) -> Result<(), IdentityError> {
    let (new, old) = in_between(place);
    let failed = |source| IdentityError::Write { path: place.to_owned(), source };
    remove(&new)?;
    write(&new)?;
    if place.exists() {
        keep_others(place, &new).map_err(failed)?;
        fs::rename(place, &old).map_err(failed)?;
    }
    fs::rename(&new, place).map_err(failed)?;
    remove(&old)
}

/// What a team has put beside a merchant's files stays; a key that is not replaced would be of the old certificate.
fn keep_others(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_file() && entry.file_name() != PRIVATE_KEY && !target.exists() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), IdentityError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(IdentityError::Write { path: folder.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// Ends what a crash left half-done in [`replace_folder`].
fn settle(folder: &Path) -> Result<(), IdentityError> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(name) = name.strip_prefix('.') else { continue };
        if name.ends_with(".new") {
            remove(&entry.path())?;
        } else if let Some(name) = name.strip_suffix(".old") {
            let place = folder.join(name);
            if place.exists() {
                remove(&entry.path())?;
            } else {
                fs::rename(entry.path(), &place)
                    .map_err(|source| IdentityError::Write { path: place.clone(), source })?;
            }
        }
    }
    Ok(())
}

fn cannot_read(path: &Path) -> impl Fn(std::io::Error) -> IdentityError {
    move |source| IdentityError::Read { path: path.to_owned(), source }
}

/// The names of real folders that hold something of a merchant; the aliases `default` and `partner` are links to them.
fn merchant_folders(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        // One without its description is not passed over: somebody would wonder where the merchant is.
        let is_merchant = ["merchant.json", "apiclient_cert.pem"].iter().any(|file| path.join(file).is_file());
        if !path.is_symlink() && !is_hidden(&name) && is_merchant {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}

fn read_file(folder: &Path, vault: &Vault) -> Result<MerchantFile, IdentityError> {
    let path = folder.join("merchant.json");
    serde_json::from_str(&vault.read(&path)?)
        .map_err(|error| unusable(&path, format!("it is not the JSON of a merchant: {error}")))
}

fn load(folder: &Path, platform: &Platform, now: i64) -> Result<Account, IdentityError> {
    let mut file = read_file(folder, platform.vault())?;
    if !file.knows(platform) {
        tracing::warn!(folder = %folder.display(), "the platform's keys are others than this merchant was given: renewed");
        give_platform(folder, &mut file, platform)?;
    }
    let path = folder.join("merchant.json");
    let apiv3_key = ApiV3Key::new(&file.apiv3_key).map_err(|error| unusable(&path, format!("apiv3_key: {error}")))?;
    let apiv2_key = (!file.apiv2_key.is_empty()).then(|| ApiV2Key::new(&file.apiv2_key)).transpose();
    let apiv2_key = apiv2_key.map_err(|error| unusable(&path, format!("apiv2_key: {error}")))?;
    if file.users.is_empty() {
        return Err(unusable(&path, "users: at least one is needed"));
    }
    let path = folder.join("apiclient_cert.pem");
    let certificate = Certificate::from_pem(&read(&path)?).map_err(|error| unusable(&path, error))?;
    check_merchant_certificate(&certificate, Some(&file.mchid), now).map_err(|reason| unusable(&path, reason))?;
    if certificate.serial_no() != file.serial_no {
        let reason = format!("its serial number is {}, merchant.json says {}", certificate.serial_no(), file.serial_no);
        return Err(unusable(&path, reason));
    }
    if KeyAlgorithm::of(certificate.public_key().algorithm()) != file.algorithm {
        let reason =
            format!("its key is an {} key, merchant.json says otherwise", certificate.public_key().algorithm());
        return Err(unusable(&path, reason));
    }
    check_private_key(&folder.join(PRIVATE_KEY), platform.vault(), &certificate)?;
    Ok(Account {
        merchant: file.merchant(),
        serial_no: file.serial_no,
        public_key: certificate.public_key().clone(),
        apiv3_key,
        apiv2_key,
        not_after: certificate.not_after(),
        folder: folder.to_owned(),
        vault: platform.vault().clone(),
        settings: RwLock::new(Settings { notify_url: file.notify_url, platform_identity: file.platform_identity }),
    })
}

/// No call of a merchant's own needs its private key here; where it lies in the folder it should be the right one.
fn check_private_key(path: &Path, vault: &Vault, certificate: &Certificate) -> Result<(), IdentityError> {
    if !path.exists() {
        return Ok(());
    }
    let key = PrivateKey::from_pem(&vault.read(path)?).map_err(|error| unusable(path, error))?;
    if certificate.matches(&key) { Ok(()) } else { Err(unusable(path, "it is not the key of apiclient_cert.pem")) }
}
