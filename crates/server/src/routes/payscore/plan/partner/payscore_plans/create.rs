//! `POST /v3/payscore/plan/partner/payscore-plans`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::partner_of;
use crate::routes::payscore::plan::payscore_plans::create::{create_for, offer};
use crate::routes::payscore::plan::payscore_plans::refuse;
use payscore_api::payscore::plan::partner::payscore_plans::CreatePartnerPayScorePlan;
use payscore_api::payscore::plan::payscore_plans::{CreatePayScorePlan, PayScorePlan};

impl Endpoint for CreatePartnerPayScorePlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<PayScorePlan>, Refusal> {
        let request = CreatePayScorePlan {
            service_id: self.service_id.clone(),
            appid: self.appid.clone(),
            plan_name: self.plan_name.clone(),
            plan_duration: self.plan_duration,
            deduction_quantity: self.deduction_quantity,
            total_original_price: self.total_original_price,
            total_actual_price: self.total_actual_price,
            merchant_plan_no: self.merchant_plan_no.clone(),
            plan_detail_list: self.plan_detail_list.clone(),
        };
        let offer = offer(&request);
        offer.check().map_err(refuse)?;
        let partner = partner_of(caller, &self.sub_mchid, self.sub_appid.as_deref())?;
        create_for(app, caller, &request, offer, Some(partner)).await
    }
}
