//! The client without IO: from a typed request or a path to the bytes to send, and from the bytes that came back to
//! a typed answer. [`Client`](crate::Client) and [`blocking::Client`](crate::blocking::Client) are thin shells around
//! it; other HTTP libraries can be, too:
//!
//! ```
//! use payscore::core::{Answer, Call, accept, decode, prepare};
//! use payscore::{Config, Error, Response, serviceorder::QueryServiceOrder, serviceorder::ServiceOrder};
//!
//! fn query(
//!     config: &Config,
//!     request: &QueryServiceOrder,
//!     http: impl Fn(payscore::core::PreparedRequest) -> Answer,
//! ) -> Result<Response<ServiceOrder>, Error> {
//!     let call = Call::of(request, config)?;
//!     let answer = http(prepare(config, &call)?);
//!     decode(accept(config, answer)?)
//! }
//! ```

mod answer;
mod authenticity;
mod call;
mod certificates;
pub(crate) mod names;
mod pace;
mod prepare;
mod refresh;
mod retry;
mod sensitive;
mod template;
mod trace;
mod trial;
mod upload;

pub use answer::{Answer, MAX_ANSWER_BYTES, accept, decode};
pub(crate) use answer::{conclude, decode_value, unless_refused, verify};
pub use authenticity::AuthenticityError;
pub use call::{Call, Form};
pub use certificates::{CertificateListError, accept_certificates, certificates_call};
pub use pace::RateLimit;
pub use prepare::{PreparedRequest, prepare, prepare_at};
pub use retry::{Failed, Next, RetryPolicy};
pub use sensitive::{Encrypted, SensitiveError};
pub use template::{TemplateError, expand};

pub(crate) use authenticity::check as check_authenticity;
pub(crate) use call::{encode_body, encode_query};
pub(crate) use prepare::prepare_to;
pub(crate) use refresh::{Refresh, not_kept, wanted_certificate};
pub(crate) use template::{check_sendable, forbidden_in_path, has_dot_segment};
pub(crate) use trial::{Traffic, Trial, Verdict};
pub(crate) use upload::Upload;
