//! Smart-retail and pay-after orders as the API shows them.

use super::parts;
use payscore_api::payscore::payafter_orders::RetailOrderSynced;
use payscore_api::payscore::smartretail_orders as api;
use payscore_domain::RetailOrder;
use payscore_domain::charges::{Discount, Payment};
use payscore_domain::collection::Channel;
use payscore_domain::retail::{FinishType, State};

/// Fixed values with which a front end opens the confirmation page.
const BUSINESS_TYPE: &str = "wxpayScoreUse";
const MINIPROGRAM_APPID: &str = "wxd8f3793ea3b935b8";
const MINIPROGRAM_PATH: &str = "pages/use/use";
const MINIPROGRAM_USERNAME: &str = "gh_8a51aa9cb04c";
/// `pay_type` of an order paid outside WeChat Pay.
const PAID_OUTSIDE: &str = "MchChannelPayType";

/// As a query shows it.
pub(crate) fn current(order: &RetailOrder) -> api::RetailOrder {
    let terms = &order.terms;
    let completion = order.completion.as_ref();
    let receipt = order.collection.as_ref().and_then(|collection| collection.receipt());
    let fees = completion.map_or(&terms.fees, |completion| &completion.fees);
    let discounts = completion.map_or(&terms.discounts, |completion| &completion.discounts);
    let real_start = completion.and_then(|completion| completion.real_service_start_time.or(order.start_time()));
    api::RetailOrder {
        appid: Some(terms.appid.to_string()),
        mchid: Some(terms.key.mchid.to_string()),
        out_order_no: Some(terms.key.out_order_no.to_string()),
        service_id: Some(terms.service_id.to_string()),
        state: Some(order.state.as_str().to_owned()),
        finish_type: completion.map(|completion| match completion.finish_type {
            FinishType::NotUsed => 1,
            FinishType::Used => 2,
        }),
        service_start_time: parts::time(order.start_time()),
        service_end_time: parts::time(terms.service_end_time),
        real_service_start_time: parts::time(real_start),
        real_service_end_time: parts::time(completion.and_then(|completion| completion.real_service_end_time)),
        pay_succ_time: receipt.map(|receipt| receipt.paid_time.compact()),
        service_start_location: terms.service_start_location.clone(),
        service_end_location: terms.service_end_location.clone(),
        real_service_start_location: completion.and(terms.service_start_location.clone()),
        real_service_end_location: completion.and_then(|completion| completion.real_service_end_location.clone()),
        service_introduction: terms.service_introduction.clone(),
        fees: Some(fees.iter().map(fee).collect()),
        discounts: Some(discounts.iter().map(discount).collect()),
        risk_amount: terms.risk_amount,
        total_amount: completion.map(|completion| completion.total_amount),
        attach: terms.attach.clone(),
        finish_ticket: (order.state == State::UserAccepted).then(|| order.finish_ticket.to_string()),
        finish_transaction_id: receipt.and_then(|receipt| match &receipt.channel {
            Channel::Wechat { transaction_id } => Some(transaction_id.to_string()),
            Channel::Merchant => None,
        }),
        pay_type: receipt.filter(|receipt| receipt.channel == Channel::Merchant).map(|_| PAID_OUTSIDE.to_owned()),
    }
}

/// As its creation is answered: with all that opens the confirmation page, where there is one.
pub(crate) fn created(order: &RetailOrder) -> api::RetailOrderCreated {
    let jump = |value: &str| order.package.as_ref().map(|_| value.to_owned());
    api::RetailOrderCreated {
        appid: Some(order.terms.appid.to_string()),
        mchid: Some(order.terms.key.mchid.to_string()),
        out_order_no: Some(order.terms.key.out_order_no.to_string()),
        service_id: Some(order.terms.service_id.to_string()),
        order_id: Some(order.order_id.to_string()),
        miniprogram_businesstype: jump(BUSINESS_TYPE),
        miniprogram_appid: jump(MINIPROGRAM_APPID),
        miniprogram_path: jump(MINIPROGRAM_PATH),
        miniprogram_username: jump(MINIPROGRAM_USERNAME),
        package: order.package.as_ref().map(ToString::to_string),
    }
}

/// As its completion and its cancellation are answered.
pub(crate) fn closed(order: &RetailOrder) -> api::RetailOrderClosed {
    api::RetailOrderClosed {
        appid: order.terms.appid.to_string(),
        mchid: order.terms.key.mchid.to_string(),
        out_order_no: order.terms.key.out_order_no.to_string(),
        service_id: order.terms.service_id.to_string(),
        order_id: order.order_id.to_string(),
    }
}

/// As its settlement outside WeChat Pay is answered.
pub(crate) fn synced(order: &RetailOrder) -> RetailOrderSynced {
    RetailOrderSynced {
        appid: order.terms.appid.to_string(),
        mchid: order.terms.key.mchid.to_string(),
        out_order_no: order.terms.key.out_order_no.to_string(),
        order_id: order.order_id.to_string(),
    }
}

fn fee(payment: &Payment) -> api::Fee {
    api::Fee {
        fee_name: payment.name.clone(),
        fee_count: payment.count,
        fee_amount: payment.amount,
        fee_desc: payment.description.clone(),
    }
}

pub(crate) fn read_fees(fees: Option<&Vec<api::Fee>>) -> Vec<Payment> {
    let read = |fee: &api::Fee| Payment {
        name: fee.fee_name.clone(),
        amount: fee.fee_amount,
        description: fee.fee_desc.clone(),
        count: fee.fee_count,
    };
    fees.into_iter().flatten().map(read).collect()
}

fn discount(discount: &Discount) -> api::Discount {
    api::Discount {
        discount_name: discount.name.clone(),
        discount_amount: discount.amount,
        discount_desc: discount.description.clone(),
    }
}

pub(crate) fn read_discounts(discounts: Option<&Vec<api::Discount>>) -> Vec<Discount> {
    let read = |discount: &api::Discount| Discount {
        name: discount.discount_name.clone(),
        amount: discount.discount_amount,
        description: discount.discount_desc.clone(),
        count: None,
    };
    discounts.into_iter().flatten().map(read).collect()
}
