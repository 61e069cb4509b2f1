//! `POST /v3/payscore/plan/payscore-plans/merchant-plan-no/{merchant_plan_no}/stop`

use super::find;
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::plan as view;
use payscore_api::payscore::plan::payscore_plans::{PayScorePlan, StopPayScorePlan};
use payscore_domain::Mchid;
use payscore_domain::plan::stop;

impl Endpoint for StopPayScorePlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PayScorePlan>, Refusal> {
        stop_for(app, caller, &self.merchant_plan_no, None).await
    }
}

/// Stops a plan, a direct merchant's or a sub-merchant's.
pub(in crate::routes::payscore::plan) async fn stop_for(
    app: &App,
    caller: &Caller,
    number: &str,
    sub_mchid: Option<&Mchid>,
) -> Result<Reply<PayScorePlan>, Refusal> {
    let stored = find(app, caller, number, sub_mchid).await?;
    let ctx = app.context();
    let events = stop(&stored.record, &ctx);
    let mut plan = stored.record.clone();
    events.iter().for_each(|event| plan.apply(event));
    let response = view::current(&plan);
    let pending = engine::commit(app, &caller.account, stored, ctx.now, events);
    Ok(Reply { response, pending })
}
