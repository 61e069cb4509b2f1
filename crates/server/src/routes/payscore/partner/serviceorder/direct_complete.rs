//! `POST /v3/payscore/partner/serviceorder/direct-complete`

use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::notify_url;
use crate::refusal::Refusal;
use crate::routes::payscore::serviceorder::refuse;
use crate::views::parts;
use payscore_api::NoContent;
use payscore_api::payscore::partner::serviceorder::DirectCompletePartnerServiceOrder;
use payscore_domain::service_order::{Complete, Partner, Terms, TimeRange, direct_complete, repeat_direct_complete};
use payscore_domain::{Appid, Mchid, Moment, OrderKey, Rejection, ServiceKind};

impl Endpoint for DirectCompletePartnerServiceOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<NoContent>, Refusal> {
        notify_url::check(app, &self.notify_url)?;
        let ctx = app.context();
        let completion = completion(self, ctx.now);
        completion.check().map_err(refuse)?;
        let merchant = &caller.account.merchant;
        let terms = terms(self, caller, partner(self, caller)?);
        terms.check().map_err(refuse)?;
        let service = merchant.service(&terms.appid, &terms.service_id, ServiceKind::ServiceOrder).map_err(refuse)?;
        if let Some(stored) = engine::find(app, &caller.account, &terms.key).await? {
            let order = engine::as_service(&stored).map_err(|_| refuse(Rejection::ReentryDiffers))?;
            repeat_direct_complete(order, &terms, &completion).map_err(refuse)?;
            return Ok(Reply::unchanged(NoContent {}));
        }
        let user = terms.openid.as_ref().map(|openid| merchant.user(openid)).transpose().map_err(refuse)?;
        let candidate = engine::admitted(app, &caller.account, user, service).await?;
        let (order, events) = direct_complete(terms, &completion, service, candidate.as_ref(), &ctx).map_err(refuse)?;
        let pending =
            Batch::new(app, &caller.account, ctx.now).counting(candidate.as_ref()).create(order, events).commit();
        Ok(Reply { response: NoContent {}, pending })
    }
}

fn partner(request: &DirectCompletePartnerServiceOrder, caller: &Caller) -> Result<Partner, Refusal> {
    let named = request.sub_mchid.as_deref().map(Mchid::from);
    let appid = Appid::from(request.sub_appid.as_str());
    let sub = caller.account.merchant.sub_merchant(named.as_ref(), Some(&appid)).map_err(refuse)?;
    Ok(Partner { sub_mchid: sub.mchid.clone(), sub_appid: Some(appid) })
}

fn terms(request: &DirectCompletePartnerServiceOrder, caller: &Caller, partner: Partner) -> Terms {
    Terms {
        key: OrderKey::new(caller.mchid().clone(), request.out_order_no.as_str()),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        partner: Some(partner),
        service_introduction: request.service_introduction.clone(),
        payments: Vec::new(),
        discounts: Vec::new(),
        risk_fund: None,
        time_range: parts::read_planned_time_range(&request.time_range),
        location: parts::read_location(request.location.as_ref()),
        attach: request.attach.clone(),
        notify_url: request.notify_url.clone(),
        openid: request.openid.as_deref().map(Into::into),
        need_user_confirm: false,
        device: None,
    }
}

fn completion(request: &DirectCompletePartnerServiceOrder, now: Moment) -> Complete {
    Complete {
        at: now,
        payments: parts::read_payments(request.post_payments.as_ref()),
        discounts: parts::read_discounts(request.post_discounts.as_ref()),
        total_amount: request.total_amount,
        time_range: TimeRange::default(),
        end_location: None,
        profit_sharing: request.profit_sharing,
        goods_tag: request.goods_tag.clone(),
        device: None,
    }
}
