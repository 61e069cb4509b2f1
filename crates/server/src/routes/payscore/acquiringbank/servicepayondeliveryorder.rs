//! `POST /v3/payscore/acquiringbank/servicepayondeliveryorder`

use crate::app::App;
use crate::flows::service_order as flow;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::{Routes, needed};
use crate::views::{parts, service_order as view, shopping};
use payscore_api::payscore::acquiringbank::servicepayondeliveryorder::CreateAcquiringBankPayOnDeliveryOrder;
use payscore_api::payscore::serviceorder::ServiceOrderCreated;
use payscore_domain::OrderKey;
use payscore_domain::service_order::{Party, RiskFund, Terms};

impl Endpoint for CreateAcquiringBankPayOnDeliveryOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<ServiceOrderCreated>, Refusal> {
        let merchant = &caller.account.merchant;
        merchant.check_mchid(self.mchid.as_deref().map(Into::into).as_ref()).map_err(flow::refuse)?;
        let terms = Terms { risk_fund: risk_fund(self)?, ..terms(self, caller)? };
        flow::create(app, caller, terms, view::created).await
    }
}

/// The fund, where there is one; what is there of it must be all of it.
fn risk_fund(request: &CreateAcquiringBankPayOnDeliveryOrder) -> Result<Option<RiskFund>, Refusal> {
    let Some(fund) = &request.risk_fund else { return Ok(None) };
    match parts::read_partner_risk_fund(fund) {
        Ok(fund) => Ok(Some(fund)),
        Err(missing) => needed::<CreateAcquiringBankPayOnDeliveryOrder, _>(None, &["risk_fund", missing]),
    }
}

fn terms(request: &CreateAcquiringBankPayOnDeliveryOrder, caller: &Caller) -> Result<Terms, Refusal> {
    let named = request.sub_mchid.as_deref().map(Into::into);
    let sub = caller.account.merchant.sub_merchant(named.as_ref(), None).map_err(flow::refuse)?;
    let channel_id = request.channel_id.as_deref().map(Into::into).or_else(|| sub.channel_id.clone());
    let sub_appid = request.sub_appid.as_deref().map(Into::into);
    Ok(Terms {
        key: OrderKey::new(caller.mchid().clone(), request.out_order_no.as_str()),
        appid: request.appid.as_str().into(),
        service_id: request.service_id.as_str().into(),
        party: Party::AcquiringBank { sub_mchid: sub.mchid.clone(), sub_appid, channel_id },
        service_introduction: request.service_introduction.clone(),
        payments: parts::read_payments(request.post_payments.as_ref()),
        discounts: parts::read_discounts(request.post_discounts.as_ref()),
        risk_fund: None,
        time_range: parts::read_time_range(&request.time_range),
        location: parts::read_location(request.location.as_ref()),
        attach: request.attach.clone(),
        notify_url: request.notify_url.clone().unwrap_or_default(),
        openid: request.openid.as_deref().map(Into::into),
        sub_openid: request.sub_openid.as_deref().map(Into::into),
        need_user_confirm: request.need_user_confirm.unwrap_or(false),
        device: None,
        shopping: request.shopping_info.as_ref().map(shopping::read_partner),
    })
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreateAcquiringBankPayOnDeliveryOrder>()
}
