//! `POST /v3/payscore/sign-plan/partner/serviceorder`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::notify_url;
use crate::refusal::Refusal;
use crate::routes::Routes;
use crate::routes::payscore::partner_of;
use crate::routes::payscore::sign_plan::serviceorder::{command, refuse, start_for};
use payscore_api::payscore::sign_plan::partner::serviceorder::CreatePartnerSignPlanServiceOrder;
use payscore_api::payscore::sign_plan::serviceorder::{CreateSignPlanServiceOrder, SignPlanServiceOrderCreated};
use payscore_domain::sign_plan::{Use, signer};

impl Endpoint for CreatePartnerSignPlanServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<SignPlanServiceOrderCreated>, Refusal> {
        notify_url::check(app, &self.notify_url)?;
        let direct = as_direct(self);
        let command = command(&direct, caller);
        command.check().map_err(refuse)?;
        let (openid, _) =
            signer(self.openid.as_deref(), self.sub_openid.as_deref(), self.sub_appid.is_some()).map_err(refuse)?;
        let partner = Some(partner_of(caller, &self.sub_mchid, self.sub_appid.as_deref())?);
        let command = Use { partner, openid, ..command };
        start_for(app, caller, &self.sign_plan_id.as_str().into(), command).await
    }
}

/// The same call of a direct merchant; whose user it is, is said apart.
fn as_direct(request: &CreatePartnerSignPlanServiceOrder) -> CreateSignPlanServiceOrder {
    CreateSignPlanServiceOrder {
        service_id: request.service_id.clone(),
        sign_plan_id: request.sign_plan_id.clone(),
        plan_detail_no: request.plan_detail_no,
        appid: request.appid.clone(),
        openid: String::new(),
        notify_url: request.notify_url.clone(),
        service_introduction: request.service_introduction.clone(),
        time_range: request.time_range.clone(),
        out_trade_no: request.out_trade_no.clone(),
        location: request.location.clone(),
        attach: request.attach.clone(),
    }
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreatePartnerSignPlanServiceOrder>()
}
