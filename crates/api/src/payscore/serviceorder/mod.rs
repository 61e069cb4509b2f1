//! `/v3/payscore/serviceorder`: service orders of a direct merchant.

mod cancel;
mod complete;
mod create;
mod direct_complete;
mod modify;
mod parts;
mod pay;
mod query;
mod send_pendingmessage;
mod send_prepaidmessage;
mod sync;

use crate::Operation;
use crate::spec::OperationSpec;

pub use cancel::{CancelServiceOrder, ServiceOrderNumbers};
pub use complete::{CompleteServiceOrder, CompletionLocation, ServiceOrderCompleted};
pub use create::{CreateServiceOrder, ServiceOrderCreated};
pub use direct_complete::DirectCompleteServiceOrder;
pub use modify::ModifyServiceOrder;
pub use parts::{
    Collection, CollectionDetail, Device, DiscountItem, ExplainedDiscount, GoodsDetail, Location, PartnerRiskFund,
    PaymentItem, PlannedDiscount, PlannedTimeRange, PostDiscount, PostPayment, PromotionDetail, RiskFund,
    SettledDiscount, TimeRange,
};
pub use pay::PayServiceOrder;
pub use query::{QueryServiceOrder, ServiceOrder};
pub use send_pendingmessage::SendServiceOrderPendingMessage;
pub use send_prepaidmessage::SendServiceOrderPrepaidMessage;
pub use sync::{SyncDetail, SyncServiceOrder};

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[
    CreateServiceOrder::SPEC,
    QueryServiceOrder::SPEC,
    DirectCompleteServiceOrder::SPEC,
    CancelServiceOrder::SPEC,
    CompleteServiceOrder::SPEC,
    ModifyServiceOrder::SPEC,
    PayServiceOrder::SPEC,
    SendServiceOrderPendingMessage::SPEC,
    SendServiceOrderPrepaidMessage::SPEC,
    SyncServiceOrder::SPEC,
];
