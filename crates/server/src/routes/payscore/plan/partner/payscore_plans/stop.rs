//! `POST /v3/payscore/plan/partner/payscore-plans/merchant-plan-no/{merchant_plan_no}/stop`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::plan::payscore_plans::stop::stop_for;
use payscore_api::payscore::plan::partner::payscore_plans::StopPartnerPayScorePlan;
use payscore_api::payscore::plan::payscore_plans::PayScorePlan;

impl Endpoint for StopPartnerPayScorePlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PayScorePlan>, Refusal> {
        stop_for(app, caller, &self.merchant_plan_no, Some(&self.sub_mchid.as_str().into())).await
    }
}
