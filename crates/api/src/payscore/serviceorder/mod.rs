//! `/v3/payscore/serviceorder`: service orders of a direct merchant.

mod cancel;
mod complete;
mod create;
mod parts;
mod query;
mod sync;

use crate::Operation;
use crate::spec::OperationSpec;

pub use cancel::{CancelServiceOrder, ServiceOrderCancelled};
pub use complete::{CompleteServiceOrder, CompletionLocation, ServiceOrderCompleted};
pub use create::{CreateServiceOrder, ServiceOrderCreated};
pub use parts::{
    Collection, CollectionDetail, Device, GoodsDetail, Location, PlannedTimeRange, PostDiscount, PostPayment,
    PromotionDetail, RiskFund, TimeRange,
};
pub use query::{QueryServiceOrder, ServiceOrder};
pub use sync::{SyncDetail, SyncServiceOrder};

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[
    CreateServiceOrder::SPEC,
    QueryServiceOrder::SPEC,
    CancelServiceOrder::SPEC,
    CompleteServiceOrder::SPEC,
    SyncServiceOrder::SPEC,
];
