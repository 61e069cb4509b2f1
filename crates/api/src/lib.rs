//! The catalogue of WeChat Pay Score operations. Each is declared once, in a file that mirrors its URL; the SDK's
//! typed requests, the server's validation, its OpenAPI document and reference pages all derive from that.
//!
//! ```
//! use payscore_api::Operation;
//! use payscore_api::payscore::serviceorder::CancelServiceOrder;
//!
//! let request = CancelServiceOrder::builder()
//!     .out_order_no("1234323JKHDFE1243252")
//!     .appid("wxd678efh567hg6787")
//!     .service_id("500001")
//!     .reason("用户投诉")
//!     .build();
//! assert_eq!(CancelServiceOrder::SPEC.path, "/v3/payscore/serviceorder/{out_order_no}/cancel");
//! assert_eq!(request.path_values(), [("out_order_no", "1234323JKHDFE1243252")]);
//! ```

pub mod bill;
mod catalogue;
pub mod certificates;
mod check;
mod declare;
mod error;
pub mod example;
pub mod merchant;
pub mod notification;
mod object;
pub mod openapi;
mod operation;
pub mod payscore;
pub mod refund;
mod sensitive;
pub mod spec;
mod undeclared;
mod violation;

pub use catalogue::{module_of, operation_at, operations};
pub use check::{FieldValue, Limits, OUT_NUMBER_PATTERN, OUT_REFUND_NUMBER_PATTERN, check_decrypted};
pub use error::ErrorBody;
pub use operation::{NoContent, Operation};
pub use payscore_domain::Fen;
pub use sensitive::for_each_encrypted;
pub use undeclared::undeclared;
pub use violation::{Issue, Location, Violation};
