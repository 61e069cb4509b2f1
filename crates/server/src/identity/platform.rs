//! The platform's two identities: the certificate, and the WeChat Pay public key.

use super::PlatformIdentity;
use super::files::{IdentityError, expired, make_folder, read, read_secret, unusable, write, write_secret};
use crate::entropy::Entropy;
use payscore_wire::headers::PUBLIC_KEY_ID_PREFIX;
use payscore_wire::issue::serial_from;
use payscore_wire::{Certificate, Issuer, PrivateKey, Subject, Validity};
use std::path::Path;

const YEAR: i64 = 365 * 24 * 3600;
/// Merchant and platform certificates live five years, as upstream's do.
pub(super) const CERTIFICATE_LIFE: i64 = 5 * YEAR;

/// A key with the name that `Wechatpay-Serial` gives it.
pub(crate) struct Signer {
    pub(crate) serial: String,
    pub(crate) key: PrivateKey,
}

/// All that the platform signs and issues with.
pub(crate) struct Platform {
    pub(crate) issuer: Issuer,
    pub(crate) certificate: Certificate,
    pub(crate) by_certificate: Signer,
    pub(crate) by_public_key: Signer,
}

impl Platform {
    /// Loads the platform's keys from `folder`, or makes them on the first start.
    pub(crate) fn open(folder: &Path, now: i64, entropy: &dyn Entropy) -> Result<Self, IdentityError> {
        if !folder.join("platform_cert.pem").exists() {
            make(folder, now, entropy)?;
        }
        load(folder, now)
    }

    /// Who signs: the identity that `wanted` names, where it is known, else the merchant's own choice.
    pub(crate) fn signer(&self, wanted: Option<&str>, identity: PlatformIdentity) -> &Signer {
        wanted.and_then(|serial| self.named(serial)).unwrap_or(match identity {
            PlatformIdentity::Certificate => &self.by_certificate,
            PlatformIdentity::PublicKey => &self.by_public_key,
        })
    }

    /// The identity of this name.
    pub(crate) fn named(&self, serial: &str) -> Option<&Signer> {
        [&self.by_certificate, &self.by_public_key].into_iter().find(|signer| signer.serial == serial)
    }
}

fn make(folder: &Path, now: i64, entropy: &dyn Entropy) -> Result<(), IdentityError> {
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
    let validity = Validity { not_before: now - 3600, not_after: now + CERTIFICATE_LIFE };
    let certificate = issuer
        .issue_to(&platform.public_key(), Subject::platform(), validity, serial_from(entropy.bytes()))
        .map_err(|e| failed(&e))?;
    let id = u128::from_le_bytes(entropy.bytes()) % 10_u128.pow(32);

    write_secret(&folder.join("ca_key.pem"), &issuer.key().to_pkcs8_pem())?;
    write(&folder.join("ca_cert.pem"), issuer.certificate().pem())?;
    write_secret(&folder.join("platform_key.pem"), &platform.to_pkcs8_pem())?;
    write_secret(&folder.join("wechatpay_private_key.pem"), &wechatpay.to_pkcs8_pem())?;
    write(&folder.join("wechatpay_public_key_id"), &format!("{PUBLIC_KEY_ID_PREFIX}{id:032}"))?;
    // Last: its presence says that the folder is complete.
    write(&folder.join("platform_cert.pem"), certificate.pem())
}

fn load(folder: &Path, now: i64) -> Result<Platform, IdentityError> {
    let private_key = |name: &str| {
        let path = folder.join(name);
        PrivateKey::from_pem(&read_secret(&path)?).map_err(|error| unusable(&path, error))
    };
    let certificate = |name: &str| {
        let path = folder.join(name);
        Certificate::from_pem(&read(&path)?).map_err(|error| unusable(&path, error))
    };
    let issuer = Issuer::load(private_key("ca_key.pem")?, certificate("ca_cert.pem")?)
        .map_err(|error| unusable(&folder.join("ca_key.pem"), error))?;
    let platform = certificate("platform_cert.pem")?;
    if platform.not_after() < now {
        return Err(expired(&folder.join("platform_cert.pem"), platform.not_after()));
    }
    let key = private_key("platform_key.pem")?;
    if !platform.matches(&key) {
        return Err(unusable(&folder.join("platform_key.pem"), "it is not the key of platform_cert.pem"));
    }
    let id = read(&folder.join("wechatpay_public_key_id"))?.trim().to_owned();
    Ok(Platform {
        issuer,
        by_certificate: Signer { serial: platform.serial_no().to_owned(), key },
        by_public_key: Signer { serial: id, key: private_key("wechatpay_private_key.pem")? },
        certificate: platform,
    })
}
