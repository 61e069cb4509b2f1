//! `/v3/payscore/sign-plan/partner/user-sign-plans`

mod create;
mod query;
mod stop;

use crate::routes::Routes;
use payscore_api::payscore::sign_plan::partner::user_sign_plans::{
    CreatePartnerUserSignPlan, QueryPartnerUserSignPlan, StopPartnerUserSignPlan,
};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreatePartnerUserSignPlan>().with::<QueryPartnerUserSignPlan>().with::<StopPartnerUserSignPlan>()
}
