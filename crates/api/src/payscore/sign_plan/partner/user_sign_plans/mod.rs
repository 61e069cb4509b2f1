//! `/v3/payscore/sign-plan/partner/user-sign-plans`: sign plans of users of a provider's sub-merchants.

mod create;
mod query;
mod stop;

pub use create::CreatePartnerUserSignPlan;
pub use query::QueryPartnerUserSignPlan;
pub use stop::StopPartnerUserSignPlan;

use crate::operation::Operation;
use crate::spec::OperationSpec;

/// The operations declared here.
pub(crate) const OPERATIONS: &[&OperationSpec] =
    &[CreatePartnerUserSignPlan::SPEC, QueryPartnerUserSignPlan::SPEC, StopPartnerUserSignPlan::SPEC];
