//! `POST /v3/payscore/sign-plan/partner/user-sign-plans`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::notify_url;
use crate::refusal::Refusal;
use crate::routes::payscore::partner_of;
use crate::routes::payscore::sign_plan::user_sign_plans::create::{create_for, terms};
use crate::routes::payscore::sign_plan::user_sign_plans::refuse;
use payscore_api::payscore::sign_plan::partner::user_sign_plans::CreatePartnerUserSignPlan;
use payscore_api::payscore::sign_plan::user_sign_plans::{CreateUserSignPlan, UserSignPlanCreated};
use payscore_domain::sign_plan::{Terms, signer};

impl Endpoint for CreatePartnerUserSignPlan {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<UserSignPlanCreated>, Refusal> {
        notify_url::check(app, &self.notify_url)?;
        let (openid, through_sub) =
            signer(self.openid.as_deref(), self.sub_openid.as_deref(), self.sub_appid.is_some()).map_err(refuse)?;
        let request = CreateUserSignPlan {
            service_id: self.service_id.clone(),
            plan_id: self.plan_id.clone(),
            appid: self.appid.clone(),
            openid: openid.to_string(),
            merchant_sign_plan_no: self.merchant_sign_plan_no.clone(),
            notify_url: self.notify_url.clone(),
            sign_plan_detail: self.sign_plan_detail.clone(),
        };
        let terms = terms(&request, caller);
        terms.check().map_err(refuse)?;
        let partner = Some(partner_of(caller, &self.sub_mchid, self.sub_appid.as_deref())?);
        create_for(app, caller, Terms { partner, through_sub, ..terms }).await
    }
}
