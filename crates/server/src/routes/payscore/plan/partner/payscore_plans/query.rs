//! `GET /v3/payscore/plan/partner/payscore-plans/merchant-plan-no/{merchant_plan_no}`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::plan::payscore_plans::query::query_for;
use payscore_api::payscore::plan::partner::payscore_plans::QueryPartnerPayScorePlan;
use payscore_api::payscore::plan::payscore_plans::PayScorePlan;

impl Endpoint for QueryPartnerPayScorePlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PayScorePlan>, Refusal> {
        query_for(app, caller, &self.merchant_plan_no, Some(&self.sub_mchid.as_str().into())).await
    }
}
