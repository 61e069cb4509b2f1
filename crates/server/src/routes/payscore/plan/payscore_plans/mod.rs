//! `/v3/payscore/plan/payscore-plans`

pub(super) mod create;
pub(super) mod query;
pub(super) mod stop;

use crate::app::App;
use crate::engine;
use crate::gateway::Caller;
use crate::refusal::{Refusal, SERVICE_ORDER};
use crate::routes::Routes;
use payscore_api::payscore::plan::payscore_plans::{CreatePayScorePlan, QueryPayScorePlan, StopPayScorePlan};
use payscore_domain::{Mchid, Plan, RecordKey, RecordKind, Rejection};
use payscore_store::Stored;

/// What a rejection becomes on these paths.
pub(super) fn refuse(rejection: Rejection) -> Refusal {
    Refusal::of(&rejection, &SERVICE_ORDER)
}

/// The caller's plan of this number: a direct merchant's own, or that of the sub-merchant named.
async fn find(
    app: &App,
    caller: &Caller,
    number: &str,
    sub_mchid: Option<&Mchid>,
) -> Result<Stored<Box<Plan>>, Refusal> {
    if sub_mchid.is_some() {
        caller.account.merchant.sub_merchant(sub_mchid, None).map_err(refuse)?;
    }
    let key = RecordKey::new(caller.mchid().clone(), RecordKind::Plan, number);
    let stored = engine::find_record(app, &caller.account, &key).await?.and_then(Stored::into_plan);
    let stored = stored.ok_or_else(Refusal::order_not_found)?;
    stored.record.check_partner(sub_mchid).map_err(refuse)?;
    Ok(stored)
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreatePayScorePlan>().with::<QueryPayScorePlan>().with::<StopPayScorePlan>()
}
