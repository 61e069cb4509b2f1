//! The platform's folder: an authority, a folder for each key under the name that `Wechatpay-Serial` gives it, and
//! `rotation.json`, which says what each of them is there for. What it does not name is not used.
//!
//! Keys are written before it and removed after it, so that a crash leaves at most files that nobody asks for.

use super::ring::Ring;
use super::{CERTIFICATE_LIFE, Identities, Signer};
use crate::entropy::Entropy;
use crate::identity::PlatformIdentity;
use crate::identity::Vault;
use crate::identity::files::{IdentityError, make_folder, read, replace, unusable, write};
use payscore_wire::headers::PUBLIC_KEY_ID_PREFIX;
use payscore_wire::issue::serial_from;
use payscore_wire::{Certificate, Issuer, PrivateKey, Subject, Validity};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const ROTATION: &str = "rotation.json";
pub(super) const CA: &str = "ca_cert.pem";
pub(super) const CA_KEY: &str = "ca_key.pem";
pub(super) const CERTIFICATE: &str = "cert.pem";
pub(super) const KEY: &str = "key.pem";

/// The contents of `rotation.json`: identities by their names.
#[derive(Serialize, Deserialize)]
struct Rotation {
    certificate: Ring<String>,
    public_key: Ring<String>,
}

/// Authority and identities, made where the folder has none.
pub(super) fn open(
    folder: &Path,
    vault: &Vault,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<(Issuer, Identities), IdentityError> {
    if !folder.join(ROTATION).exists() {
        if folder.join(before_rotation::CERTIFICATE).exists() {
            before_rotation::adopt(folder, vault)?;
        } else {
            make(folder, vault, now, entropy)?;
        }
    }
    let issuer = load_issuer(folder, vault)?;
    let identities = load_identities(folder, vault, &issuer, now, entropy)?;
    Ok((issuer, identities))
}

/// Makes it so that a restart finds these. The keys are there already.
pub(super) fn save(folder: &Path, identities: &Identities) -> Result<(), IdentityError> {
    let names = |ring: &Ring<Arc<Signer>>| ring.clone().try_map(|signer| Ok::<_, IdentityError>(signer.serial.clone()));
    let (certificate, public_key) = (names(&identities.certificate)?, names(&identities.public_key)?);
    save_names(folder, &Rotation { certificate, public_key })
}

fn save_names(folder: &Path, rotation: &Rotation) -> Result<(), IdentityError> {
    let json = serde_json::to_string_pretty(rotation).map_err(|error| IdentityError::Make(error.to_string()))?;
    replace(&folder.join(ROTATION), &json)
}

/// A successor, written down but not in use.
pub(super) fn make_successor(
    folder: &Path,
    vault: &Vault,
    issuer: &Issuer,
    old: &Signer,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<Signer, IdentityError> {
    let key = PrivateKey::generate().map_err(|error| IdentityError::Make(error.to_string()))?;
    let signer = match &old.certificate {
        // Some clients take the latest to begin for the newest, others the latest to end.
        Some(old) => {
            let validity = fresh(now);
            let not_before = validity.not_before.max(old.not_before() + 1);
            let not_after = validity.not_after.max(old.not_after() + 1);
            certify(issuer, key, Validity { not_before, not_after }, entropy)?
        }
        None => bare(key, entropy),
    };
    save_signer(folder, vault, &signer)?;
    Ok(signer)
}

/// Removes a retired identity's files. They are not used any more: that they cannot be removed stops nothing.
pub(super) fn remove(folder: &Path, signer: &Signer) {
    let home = home(folder, signer.kind(), &signer.serial);
    if let Err(error) = fs::remove_dir_all(&home) {
        tracing::warn!(folder = %home.display(), %error, "the files of a retired platform key could not be removed");
    }
}

fn home(folder: &Path, kind: PlatformIdentity, serial: &str) -> PathBuf {
    let kind = match kind {
        PlatformIdentity::Certificate => "certificates",
        PlatformIdentity::PublicKey => "public_keys",
    };
    folder.join(kind).join(serial)
}

fn make(folder: &Path, vault: &Vault, now: i64, entropy: &dyn Entropy) -> Result<(), IdentityError> {
    let failed = |error: &dyn std::error::Error| IdentityError::Make(error.to_string());
    make_folder(folder)?;
    let root = Validity { not_before: now - 3600, not_after: now + 2 * CERTIFICATE_LIFE };
    // Three keys at some 100 ms each: made side by side.
    let (issuer, platform, wechatpay) = std::thread::scope(|scope| {
        let issuer = scope.spawn(|| Issuer::generate("payscore local CA", root));
        let platform = scope.spawn(PrivateKey::generate);
        let wechatpay = PrivateKey::generate();
        (issuer.join(), platform.join(), wechatpay)
    });
    let panicked = |_| IdentityError::Make("a key generation thread panicked".to_owned());
    let issuer = issuer.map_err(panicked)?.map_err(|e| failed(&e))?;
    let platform = platform.map_err(panicked)?.map_err(|e| failed(&e))?;
    let wechatpay = wechatpay.map_err(|e| failed(&e))?;

    vault.write(&folder.join(CA_KEY), &issuer.key().to_pkcs8_pem())?;
    write(&folder.join(CA), issuer.certificate().pem())?;
    let certificate = certify(&issuer, platform, fresh(now), entropy)?;
    let public_key = bare(wechatpay, entropy);
    save_signer(folder, vault, &certificate)?;
    save_signer(folder, vault, &public_key)?;
    // Last: its presence says that the folder is complete.
    save(folder, &Identities::new(certificate, public_key))
}

/// From a little before now: clients' clocks are not all right.
pub(super) fn fresh(now: i64) -> Validity {
    Validity { not_before: now - 3600, not_after: now + CERTIFICATE_LIFE }
}

fn certify(
    issuer: &Issuer,
    key: PrivateKey,
    validity: Validity,
    entropy: &dyn Entropy,
) -> Result<Signer, IdentityError> {
    let certificate = issuer
        .issue_to(&key.public_key(), Subject::platform(), validity, serial_from(entropy.bytes()))
        .map_err(|error| IdentityError::Make(error.to_string()))?;
    Ok(Signer { serial: certificate.serial_no().to_owned(), key, certificate: Some(certificate) })
}

/// A WeChat Pay public key: a key with a number.
fn bare(key: PrivateKey, entropy: &dyn Entropy) -> Signer {
    let id = u128::from_le_bytes(entropy.bytes()) % 10_u128.pow(32);
    Signer { serial: format!("{PUBLIC_KEY_ID_PREFIX}{id:032}"), key, certificate: None }
}

fn save_signer(folder: &Path, vault: &Vault, signer: &Signer) -> Result<(), IdentityError> {
    let home = home(folder, signer.kind(), &signer.serial);
    make_folder(&home)?;
    vault.write(&home.join(KEY), &signer.key.to_pkcs8_pem())?;
    signer.certificate.as_ref().map_or(Ok(()), |certificate| write(&home.join(CERTIFICATE), certificate.pem()))
}

fn load_issuer(folder: &Path, vault: &Vault) -> Result<Issuer, IdentityError> {
    let path = folder.join(CA_KEY);
    Issuer::load(load_key(&path, vault)?, load_certificate(&folder.join(CA))?).map_err(|error| unusable(&path, error))
}

fn load_identities(
    folder: &Path,
    vault: &Vault,
    issuer: &Issuer,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<Identities, IdentityError> {
    let path = folder.join(ROTATION);
    let read = serde_json::from_str(&read(&path)?).map_err(|error| unusable(&path, error))?;
    let Rotation { certificate, public_key } = mend(folder, vault, read, issuer, now, entropy)?;
    let load = |kind| move |serial| load_signer(folder, vault, kind, serial).map(Arc::new);
    Ok(Identities {
        certificate: certificate.try_map(load(PlatformIdentity::Certificate))?,
        public_key: public_key.try_map(load(PlatformIdentity::PublicKey))?,
        sm2: None,
    })
}

/// What was removed is made anew, as the errors about files advise: the one that signs; another one is done without.
fn mend(
    folder: &Path,
    vault: &Vault,
    mut rotation: Rotation,
    issuer: &Issuer,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<Rotation, IdentityError> {
    let Rotation { certificate, public_key } = &mut rotation;
    let mut mended = false;
    for (kind, ring) in [(PlatformIdentity::Certificate, certificate), (PlatformIdentity::PublicKey, public_key)] {
        let is_gone = |serial: &String| !home(folder, kind, serial).exists();
        if ring.beside.as_ref().is_some_and(|beside| is_gone(&beside.key)) {
            ring.beside = None;
            mended = true;
        }
        if is_gone(&ring.signing) {
            let key = PrivateKey::generate().map_err(|error| IdentityError::Make(error.to_string()))?;
            let signer = match kind {
                PlatformIdentity::Certificate => certify(issuer, key, fresh(now), entropy)?,
                PlatformIdentity::PublicKey => bare(key, entropy),
            };
            save_signer(folder, vault, &signer)?;
            ring.signing = signer.serial;
            mended = true;
        }
    }
    if mended {
        save_names(folder, &rotation)?;
    }
    Ok(rotation)
}

fn load_signer(folder: &Path, vault: &Vault, kind: PlatformIdentity, serial: String) -> Result<Signer, IdentityError> {
    let home = home(folder, kind, &serial);
    let key = load_key(&home.join(KEY), vault)?;
    if kind == PlatformIdentity::PublicKey {
        return Ok(Signer { serial, key, certificate: None });
    }
    let path = home.join(CERTIFICATE);
    let certificate = load_certificate(&path)?;
    if certificate.serial_no() != serial {
        return Err(unusable(&path, format!("its serial number is {}, not {serial}", certificate.serial_no())));
    }
    if !certificate.matches(&key) {
        return Err(unusable(&home.join(KEY), format!("it is not the key of the {CERTIFICATE} beside it")));
    }
    Ok(Signer { serial, key, certificate: Some(certificate) })
}

pub(super) fn load_key(path: &Path, vault: &Vault) -> Result<PrivateKey, IdentityError> {
    PrivateKey::from_pem(&vault.read(path)?).map_err(|error| unusable(path, error))
}

pub(super) fn load_certificate(path: &Path) -> Result<Certificate, IdentityError> {
    Certificate::from_pem(&read(path)?).map_err(|error| unusable(path, error))
}

/// Folders of the time when there was one certificate and one public key for ever.
mod before_rotation {
    use super::*;

    pub(super) const CERTIFICATE: &str = "platform_cert.pem";
    const KEY: &str = "platform_key.pem";
    const PUBLIC_KEY: &str = "wechatpay_private_key.pem";
    const PUBLIC_KEY_ID: &str = "wechatpay_public_key_id";

    /// Copies, commits, removes: the old files are complete until the new ones are.
    pub(super) fn adopt(folder: &Path, vault: &Vault) -> Result<(), IdentityError> {
        let certificate = load_certificate(&folder.join(CERTIFICATE))?;
        let key = load_key(&folder.join(KEY), vault)?;
        if !certificate.matches(&key) {
            return Err(unusable(&folder.join(KEY), format!("it is not the key of {CERTIFICATE}")));
        }
        let certificate = Signer { serial: certificate.serial_no().to_owned(), key, certificate: Some(certificate) };
        let serial = read(&folder.join(PUBLIC_KEY_ID))?.trim().to_owned();
        let public_key = Signer { serial, key: load_key(&folder.join(PUBLIC_KEY), vault)?, certificate: None };
        save_signer(folder, vault, &certificate)?;
        save_signer(folder, vault, &public_key)?;
        save(folder, &Identities::new(certificate, public_key))?;
        for name in [CERTIFICATE, KEY, PUBLIC_KEY, PUBLIC_KEY_ID] {
            let path = folder.join(name);
            fs::remove_file(&path).map_err(|source| IdentityError::Write { path, source })?;
        }
        tracing::info!(folder = %folder.display(), "the platform's keys have moved into folders of their own");
        Ok(())
    }
}
