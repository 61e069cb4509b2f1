//! `GET /v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}`

use crate::app::App;
use crate::flows::sign_plan as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::sign_plan as view;
use payscore_api::payscore::sign_plan::user_sign_plans::{QueryUserSignPlan, UserSignPlan};
use payscore_domain::service_order::Party;

impl Endpoint for QueryUserSignPlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<UserSignPlan>, Refusal> {
        let reply = flow::query(app, caller, &self.merchant_sign_plan_no, &Party::Direct).await?;
        Ok(reply.map(|sign_plan| view::current(&sign_plan)))
    }
}
