//! `/v3/payscore/plan/partner/payscore-plans`: plans of a provider's sub-merchants.

mod create;
mod query;
mod stop;

pub use create::CreatePartnerPayScorePlan;
pub use query::QueryPartnerPayScorePlan;
pub use stop::StopPartnerPayScorePlan;

use crate::operation::Operation;
use crate::spec::OperationSpec;

/// The operations declared here.
pub(crate) const OPERATIONS: &[&OperationSpec] =
    &[CreatePartnerPayScorePlan::SPEC, QueryPartnerPayScorePlan::SPEC, StopPartnerPayScorePlan::SPEC];
