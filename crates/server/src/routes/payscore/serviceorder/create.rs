//! `POST /v3/payscore/serviceorder`

use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::{parts, service_order as view};
use payscore_api::payscore::serviceorder::{CreateServiceOrder, ServiceOrderCreated};
use payscore_domain::OrderKey;
use payscore_domain::service_order::{Party, Terms};

impl Endpoint for CreateServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrderCreated>, Refusal> {
        flow::create(app, caller, terms(self, caller), view::created).await
    }
}

fn terms(request: &CreateServiceOrder, caller: &Caller) -> Terms {
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
        need_user_confirm: request.need_user_confirm.unwrap_or(true),
        device: parts::read_device(request.device.as_ref()),
        shopping: None,
    }
}
