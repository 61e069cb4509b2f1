//! `GET /v3/payscore/sign-plan/partner/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::sign_plan::user_sign_plans::query::query_for;
use payscore_api::payscore::sign_plan::partner::user_sign_plans::QueryPartnerUserSignPlan;
use payscore_api::payscore::sign_plan::user_sign_plans::UserSignPlan;

impl Endpoint for QueryPartnerUserSignPlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<UserSignPlan>, Refusal> {
        query_for(app, caller, &self.merchant_sign_plan_no, Some(&self.sub_mchid.as_str().into())).await
    }
}
