//! Service orders as the API shows them.

use super::{parts, shopping};
use payscore_api::payscore::serviceorder as api;
use payscore_domain::ServiceOrder;
use payscore_domain::collection::{Channel, Collection};

/// What an order abroad was paid at. Users' money is not converted here: one for one, times 10⁸, and in words.
const RATE: (i64, &str) = (100_000_000, "1");

/// As a query shows it.
pub(crate) fn current(order: &ServiceOrder) -> api::ServiceOrder {
    let terms = &order.terms;
    let total = order.total_amount();
    let sub_appid = terms.party.sub_appid();
    let rate = paid_through_wechat(order).then_some(RATE).filter(|_| terms.party.currency().is_some());
    api::ServiceOrder {
        out_order_no: terms.key.out_order_no.to_string(),
        service_id: terms.service_id.to_string(),
        appid: terms.appid.to_string(),
        mchid: terms.key.mchid.to_string(),
        service_introduction: terms.service_introduction.clone(),
        state: order.state.as_str().to_owned(),
        state_description: order.state.description().map(str::to_owned),
        sub_appid: sub_appid.map(ToString::to_string),
        sub_mchid: terms.party.sub_mchid().map(ToString::to_string),
        post_payments: Some(parts::payments(order.payments())),
        post_discounts: Some(parts::discounts(order.discounts())),
        risk_fund: terms.risk_fund.as_ref().map(parts::risk_fund),
        total_amount: total,
        // Nothing is collected for what cost nothing, or was taken back after its completion.
        need_collection: total.map(|_| order.collection.is_some()),
        collection: order.collection.as_ref().map(parts::collection),
        time_range: Some(parts::time_range(order.time_range())),
        location: Some(parts::location(order.location())),
        attach: terms.attach.clone(),
        notify_url: Some(terms.notify_url.clone()).filter(|url| !url.is_empty()),
        openid: order.openid.as_ref().map(ToString::to_string),
        // Test users have one name under both applications.
        sub_openid: order.openid.as_ref().filter(|_| sub_appid.is_some()).map(ToString::to_string),
        order_id: Some(order.order_id.to_string()),
        channel_id: terms.party.channel_id().map(ToString::to_string),
        currency: terms.party.currency().map(ToString::to_string),
        currency_price: rate.map(|(price, _)| price),
        currency_rate_info: rate.map(|(_, words)| words.to_owned()),
        out_trade_no: None,
    }
}

/// As its creation is answered.
pub(crate) fn created(order: &ServiceOrder) -> api::ServiceOrderCreated {
    let view = current(order);
    api::ServiceOrderCreated {
        appid: view.appid,
        mchid: view.mchid,
        out_order_no: view.out_order_no,
        service_id: view.service_id,
        service_introduction: view.service_introduction,
        state: view.state,
        order_id: order.order_id.to_string(),
        state_description: view.state_description,
        post_payments: view.post_payments,
        post_discounts: view.post_discounts,
        risk_fund: view.risk_fund,
        time_range: view.time_range,
        location: view.location,
        attach: view.attach,
        notify_url: view.notify_url,
        package: order.package.as_ref().map(|issued| issued.package.to_string()),
        sub_appid: view.sub_appid,
        sub_mchid: view.sub_mchid,
        channel_id: view.channel_id,
        currency: view.currency,
        shopping_info: order.terms.shopping.as_ref().map(shopping::view),
    }
}

/// As its completion is answered.
pub(crate) fn completed(order: &ServiceOrder) -> api::ServiceOrderCompleted {
    let view = current(order);
    api::ServiceOrderCompleted {
        appid: view.appid,
        mchid: view.mchid,
        out_order_no: view.out_order_no,
        service_id: view.service_id,
        service_introduction: view.service_introduction,
        state: view.state,
        total_amount: view.total_amount.unwrap_or_default(),
        state_description: view.state_description,
        post_payments: view.post_payments,
        post_discounts: view.post_discounts,
        risk_fund: view.risk_fund,
        time_range: view.time_range,
        location: view.location,
        order_id: view.order_id,
        need_collection: view.need_collection,
    }
}

/// As its direct completion is answered: without the money's way and its user.
pub(crate) fn completed_directly(order: &ServiceOrder) -> api::ServiceOrder {
    api::ServiceOrder { openid: None, need_collection: None, collection: None, ..current(order) }
}

/// As its modification is answered: without its user.
pub(crate) fn modified(order: &ServiceOrder) -> api::ServiceOrder {
    api::ServiceOrder { openid: None, ..current(order) }
}

/// Which order it was.
pub(crate) fn numbers(order: &ServiceOrder) -> api::ServiceOrderNumbers {
    api::ServiceOrderNumbers {
        appid: order.terms.appid.to_string(),
        mchid: order.terms.key.mchid.to_string(),
        out_order_no: order.terms.key.out_order_no.to_string(),
        service_id: order.terms.service_id.to_string(),
        order_id: order.order_id.to_string(),
    }
}

/// As PAYSCORE.USER_CONFIRM tells of it: without address and money.
pub(crate) fn confirm_notice(order: &ServiceOrder) -> api::ServiceOrder {
    api::ServiceOrder { notify_url: None, collection: None, need_collection: None, ..paid_notice(order) }
}

fn paid_through_wechat(order: &ServiceOrder) -> bool {
    let receipt = order.collection.as_ref().and_then(Collection::receipt);
    receipt.is_some_and(|receipt| receipt.channel != Channel::Merchant)
}

/// As PAYSCORE.USER_PAID tells of it.
pub(crate) fn paid_notice(order: &ServiceOrder) -> api::ServiceOrder {
    api::ServiceOrder { out_trade_no: Some(order.out_trade_no().to_owned()), ..current(order) }
}
