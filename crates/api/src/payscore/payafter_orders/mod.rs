//! `/v3/payscore/payafter-orders`: pay-after orders (先享后付), the older shape.

mod cancel;
mod complete;
mod create;
mod query;
mod sync;

use crate::Operation;
use crate::spec::OperationSpec;

pub use super::retail::{Discount, Fee, RetailOrder, RetailOrderClosed, RetailOrderCreated};
pub use cancel::CancelPayAfterOrder;
pub use complete::CompletePayAfterOrder;
pub use create::CreatePayAfterOrder;
pub use query::QueryPayAfterOrder;
pub use sync::{PaidDetail, RetailOrderSynced, SyncPayAfterOrder};

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[
    CreatePayAfterOrder::SPEC,
    QueryPayAfterOrder::SPEC,
    CancelPayAfterOrder::SPEC,
    CompletePayAfterOrder::SPEC,
    SyncPayAfterOrder::SPEC,
];
