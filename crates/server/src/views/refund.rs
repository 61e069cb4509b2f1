//! Refunds as the API shows them.

use payscore_api::refund::domestic::refunds as api;
use payscore_domain::refund::{Ask, Goods, Refund, Source, Status};
use payscore_domain::{Fen, Moment, Paid, Refunds};
use payscore_wire::rfc3339;

const CURRENCY: &str = "CNY";
/// Every test user has the money on the same account.
const USERS_ACCOUNT: &str = "支付用户零钱";

/// As asked for.
pub(crate) fn ask(request: &api::CreateRefund) -> Ask {
    Ask {
        out_refund_no: request.out_refund_no.as_str().into(),
        amount: request.amount.refund,
        total: request.amount.total,
        reason: request.reason.clone(),
        notify_url: request.notify_url.clone(),
        funds_account: request.funds_account.clone(),
        from: request.amount.from.iter().flatten().map(source).collect(),
        goods: request.goods_detail.iter().flatten().map(goods).collect(),
    }
}

fn source(from: &api::FundsFrom) -> Source {
    Source { account: from.account.clone(), amount: from.amount }
}

fn goods(goods: &api::RefundGoods) -> Goods {
    Goods {
        merchant_goods_id: goods.merchant_goods_id.clone(),
        wechatpay_goods_id: goods.wechatpay_goods_id.clone(),
        goods_name: goods.goods_name.clone(),
        unit_price: goods.unit_price,
        refund_amount: goods.refund_amount,
        refund_quantity: goods.refund_quantity,
    }
}

/// As a query shows it.
pub(crate) fn current(paid: &Paid, refund: &Refund) -> api::Refund {
    let ask = &refund.ask;
    let from = |source: &Source| api::FundsFrom { account: source.account.clone(), amount: source.amount };
    api::Refund {
        refund_id: refund.refund_id.to_string(),
        out_refund_no: ask.out_refund_no.to_string(),
        transaction_id: paid.transaction_id.to_string(),
        out_trade_no: paid.out_trade_no.clone(),
        channel: "ORIGINAL".to_owned(),
        user_received_account: USERS_ACCOUNT.to_owned(),
        create_time: time(refund.asked_at),
        status: refund.status().as_str().to_owned(),
        success_time: refund.success_time().map(time),
        funds_account: Some(ask.funds_account.clone().unwrap_or_else(|| "UNSETTLED".to_owned())),
        amount: api::RefundAmount {
            total: paid.total,
            refund: ask.amount,
            payer_total: paid.total,
            payer_refund: ask.amount,
            settlement_refund: ask.amount,
            settlement_total: paid.total,
            discount_refund: Fen::ZERO,
            currency: CURRENCY.to_owned(),
            from: Some(ask.from.iter().map(from).collect()),
            refund_fee: Some(refund.fee_returned),
        },
        promotion_detail: Some(Vec::new()),
    }
}

/// As its notification says it.
pub(crate) fn notice(refunds: &Refunds, refund: &Refund) -> api::RefundNotice {
    let paid = &refunds.paid;
    let (mchid, sub_mchid) = (paid.key.mchid.to_string(), paid.sub_mchid.as_ref().map(ToString::to_string));
    let currency = (refund.status() == Status::Success).then(|| CURRENCY.to_owned());
    api::RefundNotice {
        out_trade_no: paid.out_trade_no.clone(),
        transaction_id: paid.transaction_id.to_string(),
        out_refund_no: refund.ask.out_refund_no.to_string(),
        refund_id: refund.refund_id.to_string(),
        refund_status: refund.status().as_str().to_owned(),
        user_received_account: USERS_ACCOUNT.to_owned(),
        amount: api::RefundNoticeAmount {
            total: paid.total,
            refund: refund.ask.amount,
            payer_total: paid.total,
            payer_refund: refund.ask.amount,
            currency: currency.clone(),
            payer_currency: currency,
            settlement_refund: None,
            settlement_currency: None,
            exchange_rate: None,
        },
        sp_mchid: sub_mchid.as_ref().map(|_| mchid.clone()),
        sub_mchid,
        mchid,
        success_time: refund.success_time().map(time),
        recv_account: None,
        fund_source: None,
        refund_account: None,
        individual_auth_id: None,
    }
}

fn time(at: Moment) -> String {
    rfc3339::format(at.unix())
}
