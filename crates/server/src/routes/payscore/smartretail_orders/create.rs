//! `POST /v3/payscore/smartretail-orders`

use super::refuse;
use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::{parts, smart_retail as view};
use payscore_api::payscore::smartretail_orders::{CreateSmartRetailOrder, SmartRetailOrderCreated};
use payscore_domain::smart_retail::{Event, Terms, create, recreate};
use payscore_domain::{OrderKey, Rejection, ServiceKind};

impl Endpoint for CreateSmartRetailOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<SmartRetailOrderCreated>, Refusal> {
        let merchant = &caller.account.merchant;
        let terms = terms(self, caller);
        terms.check().map_err(refuse)?;
        let service = merchant.service(&terms.appid, &terms.service_id, ServiceKind::SmartRetail).map_err(refuse)?;
        let user = terms.openid.as_ref().map(|openid| merchant.user(openid)).transpose().map_err(refuse)?;
        if let Some(stored) = engine::find(app, &caller.account, &terms.key).await? {
            let order = engine::as_retail(&stored).map_err(|_| refuse(Rejection::ReentryDiffers))?;
            recreate(order, &terms).map_err(refuse)?;
            return Ok(Reply::unchanged(view::created(order)));
        }
        let ctx = app.context();
        let candidate = engine::admitted(app, &caller.account, user, service).await?;
        let order = create(terms, service, candidate.as_ref(), &ctx).map_err(refuse)?;
        let response = view::created(&order);
        let pending = Batch::new(app, &caller.account, ctx.now)
            .counting(candidate.as_ref())
            .create(order, Vec::<Event>::new())
            .commit();
        Ok(Reply { response, pending })
    }
}

fn terms(request: &CreateSmartRetailOrder, caller: &Caller) -> Terms {
    Terms {
        key: OrderKey::new(caller.mchid().clone(), request.out_order_no.as_str()),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        service_start_time: parts::read_time(request.service_start_time.as_ref()),
        service_end_time: parts::read_time(request.service_end_time.as_ref()),
        service_start_location: request.service_start_location.clone(),
        service_end_location: request.service_end_location.clone(),
        service_introduction: request.service_introduction.clone(),
        fees: view::read_fees(request.fees.as_ref()),
        discounts: view::read_discounts(request.discounts.as_ref()),
        risk_amount: request.risk_amount,
        attach: request.attach.clone(),
        need_user_confirm: request.need_user_confirm.unwrap_or(true),
        openid: request.openid.as_deref().map(Into::into),
    }
}
