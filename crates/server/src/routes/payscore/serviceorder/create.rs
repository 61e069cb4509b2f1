//! `POST /v3/payscore/serviceorder`

use super::refuse;
use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::notify_url;
use crate::refusal::Refusal;
use crate::views::{parts, service_order as view};
use payscore_api::payscore::serviceorder::{CreateServiceOrder, ServiceOrderCreated};
use payscore_domain::service_order::{Event, Terms, create, recreate};
use payscore_domain::{OrderKey, Rejection, ServiceKind};

impl Endpoint for CreateServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrderCreated>, Refusal> {
        notify_url::check(app, &self.notify_url)?;
        let account = &caller.account;
        let terms = terms(self, caller);
        terms.check().map_err(refuse)?;
        let service =
            account.merchant.service(&terms.appid, &terms.service_id, ServiceKind::ServiceOrder).map_err(refuse)?;
        let user = terms.openid.as_ref().map(|openid| account.merchant.user(openid)).transpose().map_err(refuse)?;
        let ctx = app.context();
        if let Some(stored) = engine::find(app, account, &terms.key).await? {
            let mut order = engine::as_service(&stored).map_err(|_| refuse(Rejection::ReentryDiffers))?.clone();
            let events = recreate(&order, &terms, &ctx).map_err(refuse)?;
            events.iter().for_each(|event| order.apply(event));
            let response = view::created(&order);
            let pending = engine::commit(app, account, stored, ctx.now, events);
            return Ok(Reply { response, pending });
        }
        let candidate = engine::admitted(app, account, user, service).await?;
        let order = create(terms, service, candidate.as_ref(), &ctx).map_err(refuse)?;
        let response = view::created(&order);
        let pending =
            Batch::new(app, account, ctx.now).counting(candidate.as_ref()).create(order, Vec::<Event>::new()).commit();
        Ok(Reply { response, pending })
    }
}

fn terms(request: &CreateServiceOrder, caller: &Caller) -> Terms {
    Terms {
        key: OrderKey::new(caller.mchid().clone(), request.out_order_no.as_str()),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        partner: None,
        service_introduction: request.service_introduction.clone(),
        payments: parts::read_payments(request.post_payments.as_ref()),
        discounts: parts::read_discounts(request.post_discounts.as_ref()),
        risk_fund: Some(parts::read_risk_fund(&request.risk_fund)),
        time_range: parts::read_planned_time_range(&request.time_range),
        location: parts::read_location(request.location.as_ref()),
        attach: request.attach.clone(),
        notify_url: request.notify_url.clone(),
        openid: request.openid.as_deref().map(Into::into),
        need_user_confirm: request.need_user_confirm.unwrap_or(true),
        device: parts::read_device(request.device.as_ref()),
    }
}
