//! `POST /v3/payscore/serviceorder/direct-complete`

use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::{parts, service_order as view};
use payscore_api::payscore::serviceorder::{DirectCompleteServiceOrder, ServiceOrder};
use payscore_domain::service_order::{Complete, Location, Party, Terms, TimeRange};
use payscore_domain::{Moment, OrderKey};

impl Endpoint for DirectCompleteServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrder>, Refusal> {
        let completion = completion(self, app.clock.service());
        let reply = flow::direct_complete(app, caller, terms(self, caller), &completion).await?;
        Ok(reply.map(|order| view::completed_directly(&order)))
    }
}

fn terms(request: &DirectCompleteServiceOrder, caller: &Caller) -> Terms {
    Terms {
        key: OrderKey::new(caller.mchid().clone(), request.out_order_no.as_str()),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        party: Party::Direct,
        service_introduction: request.service_introduction.clone().unwrap_or_default(),
        payments: Vec::new(),
        discounts: Vec::new(),
        risk_fund: None,
        time_range: parts::read_time_range(&request.time_range),
        location: parts::read_location(request.location.as_ref()),
        attach: request.attach.clone(),
        notify_url: request.notify_url.clone().unwrap_or_default(),
        openid: request.openid.as_deref().map(Into::into),
        sub_openid: None,
        need_user_confirm: false,
        device: None,
        shopping: None,
    }
}

fn completion(request: &DirectCompleteServiceOrder, now: Moment) -> Complete {
    Complete {
        at: now,
        payments: parts::read_payments(request.post_payments.as_ref()),
        discounts: parts::read_discounts(request.post_discounts.as_ref()),
        total_amount: request.total_amount.unwrap_or_default(),
        time_range: TimeRange::default(),
        location: Location::default(),
        profit_sharing: request.profit_sharing,
        goods_tag: request.goods_tag.clone(),
        device: None,
        complete_time: None,
    }
}
