//! `POST /v3/payscore/sign-plan/partner/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}/stop`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::sign_plan::user_sign_plans::stop::stop_for;
use payscore_api::payscore::sign_plan::partner::user_sign_plans::StopPartnerUserSignPlan;
use payscore_api::payscore::sign_plan::user_sign_plans::UserSignPlan;

impl Endpoint for StopPartnerUserSignPlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<UserSignPlan>, Refusal> {
        let sub_mchid = self.sub_mchid.as_str().into();
        stop_for(app, caller, (&self.merchant_sign_plan_no, Some(&sub_mchid)), &self.stop_reason).await
    }
}
