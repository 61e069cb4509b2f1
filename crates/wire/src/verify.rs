//! Is this response or callback genuine? One check for SDK clients and callback receivers alike.

use crate::algorithm::Algorithm;
use crate::headers::{MAX_SKEW_SECONDS, PROBE_SIGNATURE_PREFIX};
use crate::keys::PublicKey;
use crate::message;

/// The signature headers of a response or notification, as received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureHeaders<'a> {
    /// `Wechatpay-Timestamp`.
    pub timestamp: &'a str,
    /// `Wechatpay-Nonce`.
    pub nonce: &'a str,
    /// `Wechatpay-Serial`: the caller looks its key up before calling [`check`].
    pub serial: &'a str,
    /// `Wechatpay-Signature`.
    pub signature: &'a str,
    /// `Wechatpay-Signature-Type`, which older answers do not have.
    pub signature_type: Option<&'a str>,
}

/// Why a message is not to be trusted, in order of precedence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// A probe: upstream sends a wrong signature on purpose, and expects it to be refused like any other.
    #[error("a signature probe (WECHATPAY/SIGNTEST/): refuse it like any wrong signature")]
    SignTest,
    /// Signed with an algorithm that this build does not speak, or that the key it names is not for.
    #[error(
        "the signature is of type `{got}`, expected `WECHATPAY2-SHA256-RSA2048` (SM2 keys: `WECHATPAY2-SM2-WITH-SM3`)"
    )]
    UnsupportedType {
        /// The type given.
        got: String,
    },
    /// `Wechatpay-Timestamp` is not a number of seconds.
    #[error("Wechatpay-Timestamp is `{got}`, expected unix seconds")]
    BadTimestamp {
        /// The text given.
        got: String,
    },
    /// Signed more than five minutes ago, or that far in the future: a replay, or a wrong clock.
    #[error(
        "signed at {timestamp}, which is {seconds} s away from this clock (at most {MAX_SKEW_SECONDS} s are accepted)"
    )]
    Skew {
        /// When it was signed.
        timestamp: i64,
        /// How far away that is.
        seconds: u64,
    },
    /// No key is known under this serial: fetch the platform certificates again, or configure the public key.
    #[error("no platform key is known with the serial `{serial}`")]
    UnknownSerial {
        /// `Wechatpay-Serial` as received.
        serial: String,
    },
    /// The signature does not fit: the body was altered or re-encoded, or another key signed.
    #[error("the signature does not match; was the body parsed and written again before the check?")]
    Mismatch,
}

/// Checks a response or notification over its raw body.
///
/// `key` is what the caller knows under [`SignatureHeaders::serial`]; `now` is the wall clock in unix seconds.
///
/// # Errors
/// The first [`SignatureError`] that applies, in the order of its variants.
///
/// ```
/// use payscore_wire::{PrivateKey, SCHEME, SignatureError, SignatureHeaders, message, verify};
///
/// let platform = PrivateKey::generate()?;
/// let signature = platform.sign(&message::response("1554209980", "NONCE", b"{}"));
/// let headers = SignatureHeaders {
///     timestamp: "1554209980",
///     nonce: "NONCE",
///     serial: "PUB_KEY_ID_0119000001092024112900382800000000",
///     signature: &signature,
///     signature_type: Some(SCHEME),
/// };
/// let key = platform.public_key();
/// assert_eq!(verify::check(&headers, b"{}", Some(&key), 1_554_209_990), Ok(()));
/// assert_eq!(verify::check(&headers, b"{ }", Some(&key), 1_554_209_990), Err(SignatureError::Mismatch));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(
    headers: &SignatureHeaders<'_>,
    body: &[u8],
    key: Option<&PublicKey>,
    now: i64,
) -> Result<(), SignatureError> {
    if headers.signature.starts_with(PROBE_SIGNATURE_PREFIX) {
        return Err(SignatureError::SignTest);
    }
    let unsupported = |got: &str| Err(SignatureError::UnsupportedType { got: got.to_owned() });
    if let Some(got) = headers.signature_type.filter(|got| Algorithm::of_scheme(got).is_none()) {
        return unsupported(got);
    }
    let Some(timestamp) = parse_seconds(headers.timestamp) else {
        return Err(SignatureError::BadTimestamp { got: headers.timestamp.to_owned() });
    };
    let seconds = timestamp.abs_diff(now);
    if seconds > MAX_SKEW_SECONDS.unsigned_abs() {
        return Err(SignatureError::Skew { timestamp, seconds });
    }
    let Some(key) = key else {
        return Err(SignatureError::UnknownSerial { serial: headers.serial.to_owned() });
    };
    // The key decides what is verified; a type that says otherwise is no reason to try anything else.
    if let Some(got) = headers.signature_type.filter(|got| *got != key.algorithm().scheme()) {
        return unsupported(got);
    }
    if !key.verify(&message::response(headers.timestamp, headers.nonce, body), headers.signature) {
        return Err(SignatureError::Mismatch);
    }
    Ok(())
}

/// Rust's own parser would take a sign, which no header carries.
fn parse_seconds(text: &str) -> Option<i64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}
