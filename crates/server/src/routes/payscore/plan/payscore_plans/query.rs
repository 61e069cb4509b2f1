//! `GET /v3/payscore/plan/payscore-plans/merchant-plan-no/{merchant_plan_no}`

use super::find;
use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::plan as view;
use payscore_api::payscore::plan::payscore_plans::{PayScorePlan, QueryPayScorePlan};
use payscore_domain::Mchid;

impl Endpoint for QueryPayScorePlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PayScorePlan>, Refusal> {
        query_for(app, caller, &self.merchant_plan_no, None).await
    }
}

/// Queries a plan, a direct merchant's or a sub-merchant's.
pub(in crate::routes::payscore::plan) async fn query_for(
    app: &App,
    caller: &Caller,
    number: &str,
    sub_mchid: Option<&Mchid>,
) -> Result<Reply<PayScorePlan>, Refusal> {
    let stored = find(app, caller, number, sub_mchid).await?;
    Ok(Reply::unchanged(view::current(&stored.record)))
}
