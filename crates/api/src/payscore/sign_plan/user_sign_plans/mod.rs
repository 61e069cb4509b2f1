//! `/v3/payscore/sign-plan/user-sign-plans`: sign plans of a direct merchant's users.

mod create;
mod parts;
mod query;
mod stop;

pub use create::CreateUserSignPlan;
pub use parts::{NewSignPlanDetail, SignPlanDetail, UserSignPlan, UserSignPlanCreated};
pub use query::QueryUserSignPlan;
pub use stop::StopUserSignPlan;

use crate::operation::Operation;
use crate::spec::OperationSpec;

/// The operations declared here.
pub(crate) const OPERATIONS: &[&OperationSpec] =
    &[CreateUserSignPlan::SPEC, QueryUserSignPlan::SPEC, StopUserSignPlan::SPEC];
