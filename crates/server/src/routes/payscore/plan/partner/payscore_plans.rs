//! `/v3/payscore/plan/partner/payscore-plans`

mod create;
mod query;
mod stop;

use crate::routes::Routes;
use payscore_api::payscore::plan::partner::payscore_plans::{
    CreatePartnerPayScorePlan, QueryPartnerPayScorePlan, StopPartnerPayScorePlan,
};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreatePartnerPayScorePlan>().with::<QueryPartnerPayScorePlan>().with::<StopPartnerPayScorePlan>()
}
