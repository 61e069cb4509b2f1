//! `POST /v3/payscore/sign-plan/serviceorder`

use crate::app::App;
use crate::flows::sign_plan as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::Routes;
use crate::views::{parts, sign_plan as view};
use payscore_api::payscore::sign_plan::serviceorder::{CreateSignPlanServiceOrder, SignPlanServiceOrderCreated};
use payscore_domain::OrderKey;
use payscore_domain::service_order::Party;
use payscore_domain::sign_plan::{Signer, Use};

impl Endpoint for CreateSignPlanServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<SignPlanServiceOrderCreated>, Refusal> {
        let command = Use {
            detail_no: self.plan_detail_no,
            key: OrderKey::new(caller.mchid().clone(), self.out_trade_no.as_str()),
            appid: self.appid.as_str().into(),
            service_id: self.service_id.as_str().into(),
            party: Party::Direct,
            signer: Signer::Openid(self.openid.as_str().into()),
            service_introduction: self.service_introduction.clone(),
            time_range: parts::read_planned_time_range(&self.time_range),
            location: parts::read_location(self.location.as_ref()),
            attach: self.attach.clone(),
            notify_url: self.notify_url.clone(),
        };
        let reply = flow::start(app, caller, &self.sign_plan_id.as_str().into(), command).await?;
        Ok(reply.map(|order| view::order_created(&order)))
    }
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreateSignPlanServiceOrder>()
}
