//! `GET /v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}`

use super::find;
use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::sign_plan as view;
use payscore_api::payscore::sign_plan::user_sign_plans::{QueryUserSignPlan, UserSignPlan};
use payscore_domain::Mchid;

impl Endpoint for QueryUserSignPlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<UserSignPlan>, Refusal> {
        query_for(app, caller, &self.merchant_sign_plan_no, None).await
    }
}

/// Queries a sign plan, a direct merchant's or a sub-merchant's.
pub(in crate::routes::payscore::sign_plan) async fn query_for(
    app: &App,
    caller: &Caller,
    number: &str,
    sub_mchid: Option<&Mchid>,
) -> Result<Reply<UserSignPlan>, Refusal> {
    let stored = find(app, caller, number, sub_mchid).await?;
    Ok(Reply::unchanged(view::current(&stored.record)))
}
