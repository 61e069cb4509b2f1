//! `/v3/payscore/partner/serviceorder`: service orders of a provider's sub-merchants.

mod direct_complete;
mod query;

use crate::Operation;
use crate::spec::OperationSpec;

pub use direct_complete::DirectCompletePartnerServiceOrder;
pub use query::QueryPartnerServiceOrder;

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] =
    &[QueryPartnerServiceOrder::SPEC, DirectCompletePartnerServiceOrder::SPEC];
