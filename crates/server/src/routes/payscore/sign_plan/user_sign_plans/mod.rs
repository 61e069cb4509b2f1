//! `/v3/payscore/sign-plan/user-sign-plans`

mod create;
mod query;
mod stop;

use crate::routes::Routes;
use payscore_api::payscore::sign_plan::user_sign_plans::{CreateUserSignPlan, QueryUserSignPlan, StopUserSignPlan};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreateUserSignPlan>().with::<QueryUserSignPlan>().with::<StopUserSignPlan>()
}
