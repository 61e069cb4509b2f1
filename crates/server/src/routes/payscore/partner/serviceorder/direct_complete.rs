//! `POST /v3/payscore/partner/serviceorder/direct-complete`

use crate::app::App;
use crate::flows::service_order::{self as flow, refuse};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::views::parts;
use payscore_api::NoContent;
use payscore_api::payscore::partner::serviceorder::DirectCompletePartnerServiceOrder;
use payscore_domain::service_order::{Complete, Location, Party, Terms, TimeRange};
use payscore_domain::{Appid, Mchid, Moment, OrderKey};

impl Endpoint for DirectCompletePartnerServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        let completion = completion(self, app.clock.service());
        let terms = terms(self, caller, party(self, caller)?);
        Ok(flow::direct_complete(app, caller, terms, &completion).await?.map(|_| NoContent {}))
    }
}

/// The sub-merchant may be left out where the provider has only one.
fn party(request: &DirectCompletePartnerServiceOrder, caller: &Caller) -> Result<Party, Refusal> {
    let named = request.sub_mchid.as_deref().map(Mchid::from);
    let appid = Appid::from(request.sub_appid.as_str());
    let sub = caller.account.merchant.sub_merchant(named.as_ref(), Some(&appid)).map_err(refuse)?;
    Ok(Party::Partner { sub_mchid: sub.mchid.clone(), sub_appid: Some(appid) })
}

fn terms(request: &DirectCompletePartnerServiceOrder, caller: &Caller, party: Party) -> Terms {
    Terms {
        key: OrderKey::new(caller.mchid().clone(), request.out_order_no.as_str()),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        party,
        service_introduction: request.service_introduction.clone(),
        payments: Vec::new(),
        discounts: Vec::new(),
        risk_fund: None,
        time_range: parts::read_planned_time_range(&request.time_range),
        location: parts::read_location(request.location.as_ref()),
        attach: request.attach.clone(),
        notify_url: request.notify_url.clone(),
        openid: request.openid.as_deref().map(Into::into),
        sub_openid: None,
        need_user_confirm: false,
        device: None,
        shopping: None,
    }
}

fn completion(request: &DirectCompletePartnerServiceOrder, now: Moment) -> Complete {
    Complete {
        at: now,
        payments: parts::read_payments(request.post_payments.as_ref()),
        discounts: parts::read_discounts(request.post_discounts.as_ref()),
        total_amount: request.total_amount,
        time_range: TimeRange::default(),
        location: Location::default(),
        profit_sharing: request.profit_sharing,
        goods_tag: request.goods_tag.clone(),
        device: None,
        complete_time: None,
    }
}
