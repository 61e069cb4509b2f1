//! `POST /v3/payscore/plan/payscore-plans`

use crate::app::App;
use crate::flows::plan as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::plan as view;
use payscore_api::payscore::plan::payscore_plans::{CreatePayScorePlan, PayScorePlan};
use payscore_domain::plan::{Offer, Terms};
use payscore_domain::service_order::Party;

impl Endpoint for CreatePayScorePlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PayScorePlan>, Refusal> {
        Ok(flow::create(app, caller, terms(self, caller)).await?.map(|plan| view::current(&plan)))
    }
}

fn terms(request: &CreatePayScorePlan, caller: &Caller) -> Terms {
    Terms {
        mchid: caller.mchid().clone(),
        merchant_plan_no: request.merchant_plan_no.as_str().into(),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        party: Party::Direct,
        offer: Offer {
            name: request.plan_name.clone(),
            duration_days: request.plan_duration,
            deduction_quantity: request.deduction_quantity,
            total_original: request.total_original_price,
            total_actual: request.total_actual_price,
            details: request.plan_detail_list.iter().flatten().map(view::read_detail).collect(),
        },
    }
}
