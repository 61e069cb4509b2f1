//! The names of the headers that are read, as lookups want them: in lower case, and not parsed anew each time.

use http::HeaderName;

pub(crate) static REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
pub(crate) static NONCE: HeaderName = HeaderName::from_static("wechatpay-nonce");
pub(crate) static SERIAL: HeaderName = HeaderName::from_static("wechatpay-serial");
pub(crate) static SIGNATURE: HeaderName = HeaderName::from_static("wechatpay-signature");
pub(crate) static SIGNATURE_TYPE: HeaderName = HeaderName::from_static("wechatpay-signature-type");
pub(crate) static TIMESTAMP: HeaderName = HeaderName::from_static("wechatpay-timestamp");
