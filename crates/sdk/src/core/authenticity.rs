//! Has WeChat Pay said this? The same question for answers and notifications.

use crate::core::names;
use crate::platform_keys::{PlatformKey, PlatformKeys};
use http::{HeaderMap, HeaderName};
use payscore_wire::{SignatureError, SignatureHeaders, headers, verify};

/// Why an answer or a notification is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthenticityError {
    /// A signature header is missing, or is not readable text.
    #[error("there is no `{name}` header")]
    MissingHeader {
        /// Its name.
        name: &'static str,
    },
    /// The signature is wrong, stale, or made with a key that is not known here.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The signature fits, but the platform certificate is not valid now.
    #[error("signed with the platform certificate `{serial}`, which is not valid now")]
    CertificateNotValid {
        /// Its serial number.
        serial: String,
    },
}

/// Checks the signature headers over the raw body; `now` is the wall clock in unix seconds.
pub(crate) fn check(headers: &HeaderMap, body: &[u8], keys: &PlatformKeys, now: i64) -> Result<(), AuthenticityError> {
    let read = signature_headers(headers)?;
    let key = keys.get(read.serial);
    verify::check(&read, body, key.as_ref().map(PlatformKey::public_key), now)?;
    if key.is_some_and(|key| !key.is_valid_at(now)) {
        return Err(AuthenticityError::CertificateNotValid { serial: read.serial.to_owned() });
    }
    Ok(())
}

/// Whether anything claims to be a signature: then it has to be right.
pub(crate) fn is_signed(headers: &HeaderMap) -> bool {
    headers.contains_key(&names::SIGNATURE)
}

pub(crate) fn signature_headers(headers: &HeaderMap) -> Result<SignatureHeaders<'_>, AuthenticityError> {
    let required = |key, name| text(headers, key).ok_or(AuthenticityError::MissingHeader { name });
    Ok(SignatureHeaders {
        // First: a message without a signature lacks all of them, and this one says it best.
        signature: required(&names::SIGNATURE, headers::WECHATPAY_SIGNATURE)?,
        timestamp: required(&names::TIMESTAMP, headers::WECHATPAY_TIMESTAMP)?,
        nonce: required(&names::NONCE, headers::WECHATPAY_NONCE)?,
        serial: required(&names::SERIAL, headers::WECHATPAY_SERIAL)?,
        signature_type: text(headers, &names::SIGNATURE_TYPE),
    })
}

pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
