//! `/v3/payscore/partner/serviceorder`: service orders of a provider's sub-merchants.

mod cancel;
mod complete;
mod create;
mod direct_complete;
mod modify;
mod pay;
mod query;
mod send_pendingmessage;
mod send_prepaidmessage;
mod sync;

use crate::Operation;
use crate::spec::OperationSpec;

pub use cancel::CancelPartnerServiceOrder;
pub use complete::CompletePartnerServiceOrder;
pub use create::CreatePartnerServiceOrder;
pub use direct_complete::DirectCompletePartnerServiceOrder;
pub use modify::ModifyPartnerServiceOrder;
pub use pay::PayPartnerServiceOrder;
pub use query::QueryPartnerServiceOrder;
pub use send_pendingmessage::SendPartnerServiceOrderPendingMessage;
pub use send_prepaidmessage::SendPartnerServiceOrderPrepaidMessage;
pub use sync::{PartnerSyncDetail, SyncPartnerServiceOrder};

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[
    CreatePartnerServiceOrder::SPEC,
    QueryPartnerServiceOrder::SPEC,
    DirectCompletePartnerServiceOrder::SPEC,
    CancelPartnerServiceOrder::SPEC,
    CompletePartnerServiceOrder::SPEC,
    ModifyPartnerServiceOrder::SPEC,
    PayPartnerServiceOrder::SPEC,
    SendPartnerServiceOrderPendingMessage::SPEC,
    SendPartnerServiceOrderPrepaidMessage::SPEC,
    SyncPartnerServiceOrder::SPEC,
];
