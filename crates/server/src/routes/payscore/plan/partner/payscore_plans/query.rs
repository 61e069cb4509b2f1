//! `GET /v3/payscore/plan/partner/payscore-plans/merchant-plan-no/{merchant_plan_no}`

use crate::app::App;
use crate::flows::plan as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::plan as view;
use payscore_api::payscore::plan::partner::payscore_plans::QueryPartnerPayScorePlan;
use payscore_api::payscore::plan::payscore_plans::PayScorePlan;
use payscore_domain::service_order::Party;

impl Endpoint for QueryPartnerPayScorePlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PayScorePlan>, Refusal> {
        let party = Party::Partner { sub_mchid: self.sub_mchid.as_str().into(), sub_appid: None };
        let reply = flow::query(app, caller, &self.merchant_plan_no, &party).await?;
        Ok(reply.map(|plan| view::current(&plan)))
    }
}
