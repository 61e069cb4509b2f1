//! `/v3/payscore/plan/payscore-plans`

mod create;
mod query;
mod stop;

use crate::routes::Routes;
use payscore_api::payscore::plan::payscore_plans::{CreatePayScorePlan, QueryPayScorePlan, StopPayScorePlan};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreatePayScorePlan>().with::<QueryPayScorePlan>().with::<StopPayScorePlan>()
}
