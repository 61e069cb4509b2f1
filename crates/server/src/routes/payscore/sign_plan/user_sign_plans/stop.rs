//! `POST /v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}/stop`

use super::{find, refuse};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::sign_plan as view;
use payscore_api::payscore::sign_plan::user_sign_plans::{StopUserSignPlan, UserSignPlan};
use payscore_domain::Mchid;
use payscore_domain::sign_plan::stop;

impl Endpoint for StopUserSignPlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<UserSignPlan>, Refusal> {
        stop_for(app, caller, (&self.merchant_sign_plan_no, None), &self.stop_reason).await
    }
}

/// Stops a sign plan, by its number a direct merchant's, or that of the sub-merchant named.
pub(in crate::routes::payscore::sign_plan) async fn stop_for(
    app: &App,
    caller: &Caller,
    (number, sub_mchid): (&str, Option<&Mchid>),
    reason: &str,
) -> Result<Reply<UserSignPlan>, Refusal> {
    let stored = find(app, caller, number, sub_mchid).await?;
    let ctx = app.context();
    let events = stop(&stored.record, reason, &ctx).map_err(refuse)?;
    let mut sign_plan = stored.record.clone();
    events.iter().for_each(|event| sign_plan.apply(event));
    let response = view::current(&sign_plan);
    let pending = engine::commit(app, &caller.account, stored, ctx.now, events);
    Ok(Reply { response, pending })
}
