//! `GET /v3/payscore/sign-plan/partner/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}`

use crate::app::App;
use crate::flows::sign_plan as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::sign_plan as view;
use payscore_api::payscore::sign_plan::partner::user_sign_plans::QueryPartnerUserSignPlan;
use payscore_api::payscore::sign_plan::user_sign_plans::UserSignPlan;
use payscore_domain::service_order::Party;

impl Endpoint for QueryPartnerUserSignPlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<UserSignPlan>, Refusal> {
        let party = Party::Partner { sub_mchid: self.sub_mchid.as_str().into(), sub_appid: None };
        let reply = flow::query(app, caller, &self.merchant_sign_plan_no, &party).await?;
        Ok(reply.map(|sign_plan| view::current(&sign_plan)))
    }
}
