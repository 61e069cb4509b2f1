//! `POST /v3/payscore/servicepayondeliveryorder`

use crate::app::App;
use crate::flows::service_order::{self as flow, refuse};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::Routes;
use crate::views::{parts, service_order as view, shopping};
use payscore_api::payscore::serviceorder::ServiceOrderCreated;
use payscore_api::payscore::servicepayondeliveryorder::CreatePayOnDeliveryOrder;
use payscore_domain::service_order::{Party, Terms};
use payscore_domain::{Mchid, OrderKey};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreatePayOnDeliveryOrder>()
}

impl Endpoint for CreatePayOnDeliveryOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrderCreated>, Refusal> {
        let named = self.mchid.as_deref().map(Mchid::from);
        caller.account.merchant.check_mchid(named.as_ref()).map_err(refuse)?;
        flow::create(app, caller, terms(self, caller), view::created).await
    }
}

fn terms(request: &CreatePayOnDeliveryOrder, caller: &Caller) -> Terms {
    Terms {
        key: OrderKey::new(caller.mchid().clone(), request.out_order_no.as_str()),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        party: Party::Direct,
        service_introduction: request.service_introduction.clone(),
        payments: parts::read_payments(request.post_payments.as_ref()),
        discounts: parts::read_discounts(request.post_discounts.as_ref()),
        risk_fund: Some(parts::read_risk_fund(&request.risk_fund)),
        time_range: parts::read_planned_time_range(&request.time_range),
        location: parts::read_location(request.location.as_ref()),
        attach: request.attach.clone(),
        notify_url: request.notify_url.clone(),
        openid: request.openid.as_deref().map(Into::into),
        sub_openid: None,
        need_user_confirm: request.need_user_confirm.unwrap_or(false),
        device: None,
        shopping: Some(shopping::read(&request.shopping_info)),
    }
}
