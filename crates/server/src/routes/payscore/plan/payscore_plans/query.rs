//! `GET /v3/payscore/plan/payscore-plans/merchant-plan-no/{merchant_plan_no}`

use crate::app::App;
use crate::flows::plan as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::plan as view;
use payscore_api::payscore::plan::payscore_plans::{PayScorePlan, QueryPayScorePlan};
use payscore_domain::service_order::Party;

impl Endpoint for QueryPayScorePlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PayScorePlan>, Refusal> {
        let reply = flow::query(app, caller, &self.merchant_plan_no, &Party::Direct).await?;
        Ok(reply.map(|plan| view::current(&plan)))
    }
}
