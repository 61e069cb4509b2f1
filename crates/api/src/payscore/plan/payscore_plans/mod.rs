//! `/v3/payscore/plan/payscore-plans`: plans of a direct merchant.

mod create;
mod parts;
mod query;
mod stop;

pub use create::CreatePayScorePlan;
pub use parts::{NewPlanDetail, PayScorePlan, PlanDetail};
pub use query::QueryPayScorePlan;
pub use stop::StopPayScorePlan;

use crate::operation::Operation;
use crate::spec::OperationSpec;

/// The operations declared here.
pub(crate) const OPERATIONS: &[&OperationSpec] =
    &[CreatePayScorePlan::SPEC, QueryPayScorePlan::SPEC, StopPayScorePlan::SPEC];
