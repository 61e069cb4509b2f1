//! `POST /v3/payscore/sign-plan/partner/user-sign-plans`

use crate::app::App;
use crate::flows::service_order::refuse;
use crate::flows::sign_plan as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::sign_plan as view;
use payscore_api::payscore::sign_plan::partner::user_sign_plans::CreatePartnerUserSignPlan;
use payscore_api::payscore::sign_plan::user_sign_plans::UserSignPlanCreated;
use payscore_domain::service_order::Party;
use payscore_domain::sign_plan::{Signer, Terms};

impl Endpoint for CreatePartnerUserSignPlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<UserSignPlanCreated>, Refusal> {
        let sub_appid = self.sub_appid.as_deref().map(Into::into);
        let party = Party::Partner { sub_mchid: self.sub_mchid.as_str().into(), sub_appid };
        let signer = Signer::named(self.openid.as_deref(), self.sub_openid.as_deref(), &party).map_err(refuse)?;
        let terms = Terms {
            mchid: caller.mchid().clone(),
            merchant_sign_plan_no: self.merchant_sign_plan_no.as_str().into(),
            appid: self.appid.as_str().into(),
            service_id: self.service_id.as_str().into(),
            party,
            plan_id: self.plan_id.as_str().into(),
            signer,
            notify_url: self.notify_url.clone(),
            numbers: self.sign_plan_detail.iter().map(view::read_number).collect(),
        };
        Ok(flow::create(app, caller, terms).await?.map(|sign_plan| view::created(&sign_plan)))
    }
}
