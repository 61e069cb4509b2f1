//! The trade bill.

use super::{fee_yuan, heading, line, yuan};
use payscore_domain::bill::{RefundLine, TradeKind, TradeRow, TradeTotals};
use payscore_domain::refund::Status;
use payscore_domain::{Fen, Moment};

/// What every kind begins with.
const FIRST: [&str; 14] = [
    "交易时间",
    "公众账号ID",
    "商户号",
    "特约商户号",
    "设备号",
    "微信订单号",
    "商户订单号",
    "用户标识",
    "交易类型",
    "交易状态",
    "付款银行",
    "货币种类",
    "应结订单金额",
    "代金券金额",
];
const REFUND_TIMES: [&str; 2] = ["退款申请时间", "退款成功时间"];
const REFUND: [&str; 6] = ["微信退款单号", "商户退款单号", "退款金额", "充值券退款金额", "退款类型", "退款状态"];
const GOODS: [&str; 4] = ["商品名称", "商户数据包", "手续费", "费率"];

/// The bill as one text; none where nothing happened.
pub(crate) fn texts(rows: &[TradeRow], kind: TradeKind) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let mut totals = TradeTotals::default();
    let mut text = heading(&columns(kind));
    for row in rows {
        totals.add(row);
        text.push_str(&line(&values(row, kind)));
    }
    text.push_str(&sums(&totals, kind));
    vec![text]
}

fn columns(kind: TradeKind) -> Vec<&'static str> {
    let mut columns = FIRST.to_vec();
    if kind == TradeKind::Refunds {
        columns.extend(REFUND_TIMES);
    }
    if kind.has_refunds() {
        columns.extend(REFUND);
    }
    columns.extend(GOODS);
    columns.push("订单金额");
    if kind.has_refunds() {
        columns.push("申请退款金额");
    }
    columns.push("费率备注");
    columns
}

fn values(row: &TradeRow, kind: TradeKind) -> Vec<String> {
    let (paid, refund) = (&row.paid, row.refund.as_ref());
    // A refund's line does not count the payment again.
    let total = yuan(if refund.is_some() { Fen::ZERO } else { paid.total });
    let owned = |text: &str| text.to_owned();
    let mut values = vec![
        row.at().spaced(),
        paid.appid.to_string(),
        paid.key.mchid.to_string(),
        paid.sub_mchid.as_ref().map_or_else(|| owned("0"), ToString::to_string),
        String::new(),
        paid.transaction_id.to_string(),
        paid.out_trade_no.clone(),
        paid.openid.as_ref().map(ToString::to_string).unwrap_or_default(),
        owned("AUTH"),
        owned(if refund.is_some() { "REFUND" } else { "SUCCESS" }),
        owned("OTHERS"),
        owned("CNY"),
        total.clone(),
        yuan(Fen::ZERO),
    ];
    if kind == TradeKind::Refunds {
        values.push(refund.map(|refund| refund.asked_at.spaced()).unwrap_or_default());
        values.push(refund.and_then(|refund| refund.success_time).map(Moment::spaced).unwrap_or_default());
    }
    if kind.has_refunds() {
        values.extend(refund_values(refund));
    }
    values.extend([
        paid.introduction.clone().unwrap_or_default(),
        paid.attach.clone().unwrap_or_default(),
        fee_yuan(row.fee()),
        rate(),
        total,
    ]);
    if kind.has_refunds() {
        values.push(yuan(refund.map_or(Fen::ZERO, |refund| refund.amount)));
    }
    values.push(String::new());
    values
}

fn refund_values(refund: Option<&RefundLine>) -> [String; 6] {
    let zero = || yuan(Fen::ZERO);
    let Some(refund) = refund else {
        return ["0".to_owned(), "0".to_owned(), zero(), zero(), String::new(), String::new()];
    };
    let status = match refund.status {
        Status::Processing => "PROCESSING",
        Status::Success => "SUCCESS",
        Status::Closed => "FAIL",
        Status::Abnormal => "CHANGE",
    };
    [
        refund.refund_id.to_string(),
        refund.out_refund_no.to_string(),
        yuan(refund.amount),
        zero(),
        "ORIGINAL".to_owned(),
        status.to_owned(),
    ]
}

/// `0.60%`
fn rate() -> String {
    let points = payscore_domain::fee::FEE_BASIS_POINTS;
    format!("{}.{:02}%", points / 100, points % 100)
}

fn sums(totals: &TradeTotals, kind: TradeKind) -> String {
    if kind == TradeKind::Payments {
        let columns = ["总交易单数", "应结订单总金额", "手续费总金额", "订单总金额"];
        let values = [totals.rows.to_string(), yuan(totals.paid), fee_yuan(totals.fees), yuan(totals.paid)];
        return heading(&columns) + &line(&values);
    }
    let columns = [
        "总交易单数",
        "应结订单总金额",
        "退款总金额",
        "充值券退款总金额",
        "手续费总金额",
        "订单总金额",
        "申请退款总金额",
    ];
    let values = [
        totals.rows.to_string(),
        yuan(totals.paid),
        yuan(totals.refunded),
        yuan(Fen::ZERO),
        fee_yuan(totals.fees),
        yuan(totals.paid),
        yuan(totals.refunded),
    ];
    heading(&columns) + &line(&values)
}
