//! `/v3/payscore/oversea/partner/serviceorder`: service orders of a provider's sub-merchants abroad. All amounts are in
//! the smallest unit of the sub-merchant's currency.

mod cancel;
mod complete;
mod create;
mod query;
mod sync;

use crate::Operation;
use crate::spec::OperationSpec;

pub use cancel::CancelOverseaPartnerServiceOrder;
pub use complete::CompleteOverseaPartnerServiceOrder;
pub use create::CreateOverseaPartnerServiceOrder;
pub use query::QueryOverseaPartnerServiceOrder;
pub use sync::{OverseaSyncDetail, SyncOverseaPartnerServiceOrder};

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[
    CreateOverseaPartnerServiceOrder::SPEC,
    QueryOverseaPartnerServiceOrder::SPEC,
    CancelOverseaPartnerServiceOrder::SPEC,
    CompleteOverseaPartnerServiceOrder::SPEC,
    SyncOverseaPartnerServiceOrder::SPEC,
];
