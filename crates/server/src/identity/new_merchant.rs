//! A merchant that is added to those that there are: made here, or brought along by a team with its own keys.

use super::files::IdentityError;
use super::platform::{CERTIFICATE_LIFE, Platform};
use super::provision::{self, CHANNEL_ID, SUB_CURRENCY};
use super::{KeyAlgorithm, MerchantFile, PlatformIdentity};
use crate::entropy::Entropy;
use payscore_domain::{Service, User};
use payscore_store::StoreError;
use payscore_wire::issue::serial_from;
use payscore_wire::{ApiV2Key, ApiV3Key, Certificate, PrivateKey, Subject, Validity, rfc3339};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Whether a merchant calls for itself or for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MerchantKind {
    /// For itself.
    Direct,
    /// A service provider, for a sub-merchant.
    Partner,
}

/// A merchant to be added. What is left out is drawn, or as with the first merchants; of a merchant that is replaced,
/// it stays. With a `certificate` the keys are the team's own, and none are made.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewMerchant {
    /// The merchant number: digits. With a certificate, the one that it was issued to.
    pub mchid: Option<String>,
    /// Direct, unless there is a sub-merchant.
    pub kind: Option<MerchantKind>,
    /// The application bound to it.
    pub appid: Option<String>,
    /// A provider's sub-merchant.
    pub sub_mchid: Option<String>,
    /// Its application.
    pub sub_appid: Option<String>,
    /// Where notifications of operations without a `notify_url` go.
    pub notify_url: Option<String>,
    /// With which identity the platform signs by itself.
    pub platform_identity: Option<PlatformIdentity>,
    /// Of which kind the keys are that are made for it. Brought along, they say so themselves.
    pub algorithm: Option<KeyAlgorithm>,
    /// The team's own `apiclient_cert.pem`.
    pub certificate: Option<String>,
    /// Its key, which the server does not need; it is kept beside the certificate for clients.
    pub private_key: Option<String>,
    /// The APIv3 key; needed with a certificate.
    pub apiv3_key: Option<String>,
    /// The APIv2 key; without one, a merchant with its own certificate cannot have launch signatures checked.
    pub apiv2_key: Option<String>,
    /// The services granted.
    pub services: Option<Vec<Service>>,
    /// The users that exist.
    pub users: Option<Vec<User>>,
    /// Whether a merchant of this number may be there already, and gets these keys.
    pub replace: bool,
}

/// Upstream's public keys are RSA keys.
pub(crate) const NO_SM2_PUBLIC_KEY: &str = "for a merchant with SM2 keys the platform signs by its certificate";

/// Why a merchant was not added. Nothing was changed.
#[derive(Debug, Error)]
pub enum AddMerchantError {
    /// There is one of this number.
    #[error("merchant {0} exists already: `replace` (--replace) gives it other keys")]
    Exists(String),
    /// A field does not fit.
    #[error("{field}: {reason}")]
    Field {
        /// Which.
        field: &'static str,
        /// Why not.
        reason: String,
    },
    /// Its folder cannot be written.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// What belongs to it cannot be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn refuse<T>(field: &'static str, reason: impl ToString) -> Result<T, AddMerchantError> {
    Err(AddMerchantError::Field { field, reason: reason.to_string() })
}

/// A merchant, checked, with its keys: ready to be written.
pub(super) struct Draft {
    pub(super) file: MerchantFile,
    pub(super) certificate: Certificate,
    pub(super) private_key: Option<PrivateKey>,
}

/// A merchant's own certificate and key, where it brings them along.
struct OwnKeys {
    certificate: Certificate,
    private_key: Option<PrivateKey>,
}

impl NewMerchant {
    /// The number that it will have, where that is said at all, and the team's own keys.
    fn own_keys(&self, now: i64) -> Result<Option<OwnKeys>, AddMerchantError> {
        let Some(pem) = &self.certificate else {
            if self.private_key.is_some() {
                return refuse("private_key", "a certificate belongs to it: give that, too");
            }
            return Ok(None);
        };
        let certificate = match Certificate::from_pem(pem) {
            Ok(certificate) => certificate,
            Err(error) => return refuse("certificate", error),
        };
        check_merchant_certificate(&certificate, self.mchid.as_deref(), now)
            .or_else(|reason| refuse("certificate", reason))?;
        let private_key = self.private_key.as_deref().map(PrivateKey::from_pem).transpose();
        let private_key = private_key.or_else(|error| refuse("private_key", error))?;
        if private_key.as_ref().is_some_and(|key| !certificate.matches(key)) {
            return refuse("private_key", "it is not the key of the certificate");
        }
        Ok(Some(OwnKeys { certificate, private_key }))
    }

    /// The merchant number that is asked for: said, or in the certificate.
    fn number(&self, own: Option<&OwnKeys>) -> Result<Option<String>, AddMerchantError> {
        let issued_to = own.and_then(|own| own.certificate.subject_common_name()).filter(|name| is_number(name));
        match self.mchid.as_deref().or(issued_to) {
            Some(mchid) => Ok(Some(mchid.to_owned())),
            None if own.is_some() => refuse("mchid", "it is needed: the certificate names none"),
            None => Ok(None),
        }
    }
}

/// Whether a merchant could sign with it: in its time, a merchant's, and this one's.
pub fn check_merchant_certificate(certificate: &Certificate, mchid: Option<&str>, now: i64) -> Result<(), String> {
    if certificate.not_after() < now {
        return Err(format!("it expired on {}", rfc3339::format(certificate.not_after())));
    }
    let Some(name) = certificate.subject_common_name() else { return Ok(()) };
    if Some(name) == Subject::platform().common_name.into() {
        return Err("it is the platform's certificate; the merchant's is apiclient_cert.pem".to_owned());
    }
    match mchid {
        Some(mchid) if is_number(name) && name != mchid => {
            Err(format!("it was issued to merchant {name}, not to {mchid}"))
        }
        _ => Ok(()),
    }
}

fn is_number(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What the folder of the merchant will hold. `existing` finds the description of a merchant that is there.
pub(super) fn draft(
    new: NewMerchant,
    existing: impl Fn(&str) -> Result<Option<MerchantFile>, IdentityError>,
    platform: &Platform,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<Draft, AddMerchantError> {
    if let Some(mchid) = new.mchid.as_deref().filter(|mchid| !is_number(mchid)) {
        return refuse("mchid", format!("{mchid:?} is not a merchant number: 1 to 32 digits"));
    }
    let own = new.own_keys(now)?;
    let mchid = match new.number(own.as_ref())? {
        Some(mchid) => mchid,
        None => draw_number(entropy, &existing)?,
    };
    let old = existing(&mchid)?;
    if old.is_some() && !new.replace {
        return Err(AddMerchantError::Exists(mchid));
    }
    let is_own = own.is_some();
    let OwnKeys { certificate, private_key } = match own {
        Some(own) => own,
        None => {
            let kept = old.as_ref().map(|old| old.algorithm);
            make_keys(new.algorithm.or(kept).unwrap_or_default(), &mchid, platform, now, entropy)?
        }
    };
    let algorithm = KeyAlgorithm::of(certificate.public_key().algorithm());
    if new.algorithm.is_some_and(|wanted| wanted != algorithm) {
        return refuse(
            "algorithm",
            format!("the certificate's key is an {} key", certificate.public_key().algorithm()),
        );
    }
    let (apiv2_key, apiv3_key) = api_keys(&new, old.as_ref(), is_own, entropy)?;
    let base = old.unwrap_or_else(|| first(&mchid, &new, entropy));
    let sub = new.sub_mchid.or(base.sub_mchid);
    let file = MerchantFile {
        serial_no: certificate.serial_no().to_owned(),
        algorithm,
        appid: new.appid.unwrap_or(base.appid),
        sub_appid: new.sub_appid.or(base.sub_appid).filter(|_| sub.is_some()),
        channel_id: base.channel_id,
        sub_currency: base.sub_currency,
        sub_mchid: sub,
        apiv2_key,
        apiv3_key,
        wechatpay_public_key_id: String::new(),
        platform_serial_no: String::new(),
        platform_identity: new.platform_identity.unwrap_or(base.platform_identity),
        notify_url: new.notify_url.or(base.notify_url).filter(|url| !url.is_empty()),
        services: new.services.unwrap_or(base.services),
        users: new.users.unwrap_or(base.users),
        mchid,
    };
    if file.users.is_empty() {
        return refuse("users", "at least one is needed");
    }
    if algorithm == KeyAlgorithm::Sm2 && file.platform_identity == PlatformIdentity::PublicKey {
        return refuse("platform_identity", NO_SM2_PUBLIC_KEY);
    }
    Ok(Draft { file, certificate, private_key })
}

/// A merchant of this number as the first merchants are, with an application of its own.
fn first(mchid: &str, new: &NewMerchant, entropy: &dyn Entropy) -> MerchantFile {
    let named = new.sub_mchid.as_ref().map(|_| MerchantKind::Partner);
    let kind = new.kind.or(named).unwrap_or(MerchantKind::Direct);
    let sub = (kind == MerchantKind::Partner).then(|| (number(entropy), appid(entropy)));
    let (sub_mchid, sub_appid) = sub.unzip();
    MerchantFile {
        mchid: mchid.to_owned(),
        serial_no: String::new(),
        algorithm: KeyAlgorithm::default(),
        appid: appid(entropy),
        channel_id: sub_mchid.as_ref().map(|_| CHANNEL_ID.to_owned()),
        sub_currency: sub_mchid.as_ref().map(|_| SUB_CURRENCY.to_owned()),
        sub_mchid,
        sub_appid,
        apiv2_key: String::new(),
        apiv3_key: String::new(),
        wechatpay_public_key_id: String::new(),
        platform_serial_no: String::new(),
        platform_identity: PlatformIdentity::default(),
        notify_url: None,
        services: provision::services_of(kind, mchid),
        users: provision::users(),
    }
}

/// The APIv2 and the APIv3 key, checked.
fn api_keys(
    new: &NewMerchant,
    old: Option<&MerchantFile>,
    own: bool,
    entropy: &dyn Entropy,
) -> Result<(String, String), AddMerchantError> {
    let apiv3_key = match (&new.apiv3_key, old) {
        (Some(key), _) => key.clone(),
        (None, Some(old)) => old.apiv3_key.clone(),
        (None, None) if own => return refuse("apiv3_key", "a merchant with its own certificate has one: give it, too"),
        (None, None) => entropy.alphanumeric(payscore_wire::aead::KEY_LENGTH),
    };
    ApiV3Key::new(&apiv3_key).or_else(|error| refuse("apiv3_key", error))?;
    let apiv2_key = match (&new.apiv2_key, old) {
        (Some(key), _) => key.clone(),
        (None, Some(old)) => old.apiv2_key.clone(),
        (None, None) if own => String::new(),
        (None, None) => entropy.alphanumeric(payscore_wire::launch::KEY_LENGTH),
    };
    if !apiv2_key.is_empty() {
        ApiV2Key::new(&apiv2_key).or_else(|error| refuse("apiv2_key", error))?;
    }
    Ok((apiv2_key, apiv3_key))
}

fn make_keys(
    algorithm: KeyAlgorithm,
    mchid: &str,
    platform: &Platform,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<OwnKeys, AddMerchantError> {
    let key = match algorithm {
        KeyAlgorithm::Rsa => PrivateKey::generate(),
        #[cfg(feature = "sm")]
        KeyAlgorithm::Sm2 => PrivateKey::generate_sm2(),
        #[cfg(not(feature = "sm"))]
        KeyAlgorithm::Sm2 => return refuse("algorithm", "this server was built without the feature sm"),
    };
    let key = key.map_err(|error| IdentityError::Make(error.to_string()))?;
    let certificate = issue(platform, &key, mchid, "测试商户", now, entropy)?;
    Ok(OwnKeys { certificate, private_key: Some(key) })
}

/// A merchant's certificate, as the platform issues it.
pub(super) fn issue(
    platform: &Platform,
    key: &PrivateKey,
    mchid: &str,
    name: &str,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<Certificate, IdentityError> {
    let validity = Validity { not_before: now - 3600, not_after: now + CERTIFICATE_LIFE };
    platform
        .issue(&key.public_key(), Subject::merchant(mchid, name), validity, serial_from(entropy.bytes()))
        .map_err(|error| IdentityError::Make(error.to_string()))
}

/// A number that no merchant has.
fn draw_number(
    entropy: &dyn Entropy,
    existing: &impl Fn(&str) -> Result<Option<MerchantFile>, IdentityError>,
) -> Result<String, IdentityError> {
    loop {
        let mchid = number(entropy);
        if existing(&mchid)?.is_none() {
            return Ok(mchid);
        }
    }
}

/// Ten digits that begin as upstream's do.
fn number(entropy: &dyn Entropy) -> String {
    format!("16{:08}", u64::from_le_bytes(entropy.bytes()) % 100_000_000)
}

fn appid(entropy: &dyn Entropy) -> String {
    format!("wx{:016x}", u64::from_le_bytes(entropy.bytes()))
}
