//! Header names in upstream's exact casing, and the constants that go with them.
//!
//! Names are case-insensitive in HTTP, yet wechatpay-java keeps them in a case-sensitive map: whoever plays the
//! platform must write them exactly like this.

/// The request header that carries the merchant's signature, see [`Authorization`](crate::Authorization).
pub const AUTHORIZATION: &str = "Authorization";
/// Unix seconds at which a response or notification was signed.
pub const WECHATPAY_TIMESTAMP: &str = "Wechatpay-Timestamp";
/// The nonce inside a response's or notification's signed message.
pub const WECHATPAY_NONCE: &str = "Wechatpay-Nonce";
/// Which platform key signed; on a request, which one the merchant encrypted for and wants to be answered with.
pub const WECHATPAY_SERIAL: &str = "Wechatpay-Serial";
/// The signature of a response or notification, in base64.
pub const WECHATPAY_SIGNATURE: &str = "Wechatpay-Signature";
/// The signature's algorithm, see [`Algorithm::scheme`](crate::Algorithm::scheme).
pub const WECHATPAY_SIGNATURE_TYPE: &str = "Wechatpay-Signature-Type";
/// Upstream's identifier of one exchange, see [`RequestId`](crate::RequestId).
pub const REQUEST_ID: &str = "Request-ID";

/// The largest distance between a signature's timestamp and the wall clock that is still accepted.
pub const MAX_SKEW_SECONDS: i64 = 300;
/// How the signature of a probe starts: upstream sends one now and then, to see that receivers do verify.
pub const PROBE_SIGNATURE_PREFIX: &str = "WECHATPAY/SIGNTEST/";
/// How a serial starts that names a WeChat Pay public key rather than a platform certificate.
pub const PUBLIC_KEY_ID_PREFIX: &str = "PUB_KEY_ID_";
