//! `/v3/bill/…`: a day's bills. What they name is a file, to be fetched at once by a signed request.

mod fundflowbill;
mod tradebill;

use crate::Operation;
use crate::declare::schema;
use crate::spec::{OperationSpec, Shape, text};

pub use fundflowbill::GetFundFlowBill;
pub use tradebill::GetTradeBill;

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[GetFundFlowBill::SPEC, GetTradeBill::SPEC];

schema! {
    /// Where a bill is.
    Bill {
        required {
            /// `SHA1`.
            hash_type "哈希类型": String => Shape::OneOf(&["SHA1"]);
            /// Of the bill as it is before compression, in hex.
            hash_value "哈希值": String => text(1024);
            /// For five minutes, by a signed request of the same merchant. The file's answer itself is not signed.
            download_url "下载地址": String => text(2048);
        }
    }
}
