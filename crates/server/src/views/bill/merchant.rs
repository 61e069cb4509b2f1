//! A service's bill: the orders behind the money. Upstream publishes no columns of it; these are ours.

use super::{heading, line, yuan};
use payscore_domain::Fen;
use payscore_domain::bill::{TradeRow, TradeTotals};

/// So many lines make a file.
const LINES_A_FILE: usize = 10_000;

const COLUMNS: [&str; 16] = [
    "交易时间",
    "公众账号ID",
    "商户号",
    "特约商户号",
    "服务ID",
    "商户服务订单号",
    "微信支付服务订单号",
    "用户标识",
    "微信订单号",
    "交易状态",
    "订单金额",
    "微信退款单号",
    "商户退款单号",
    "申请退款金额",
    "服务信息",
    "商户数据包",
];
const SUMS: [&str; 3] = ["总交易单数", "订单总金额", "申请退款总金额"];

/// The bill in parts that make it whole when put together; none where nothing happened.
pub(crate) fn texts(rows: &[TradeRow]) -> Vec<String> {
    let mut totals = TradeTotals::default();
    let mut texts: Vec<String> = rows
        .chunks(LINES_A_FILE)
        .map(|chunk| {
            chunk.iter().for_each(|row| totals.add(row));
            chunk.iter().map(|row| line(&values(row))).collect()
        })
        .collect();
    if let Some(first) = texts.first_mut() {
        first.insert_str(0, &heading(&COLUMNS));
    }
    if let Some(last) = texts.last_mut() {
        last.push_str(&heading(&SUMS));
        last.push_str(&line(&[totals.rows.to_string(), yuan(totals.paid), yuan(totals.refunded)]));
    }
    texts
}

fn values(row: &TradeRow) -> [String; 16] {
    let (paid, refund) = (&row.paid, row.refund.as_ref());
    [
        row.at().spaced(),
        paid.appid.to_string(),
        paid.key.mchid.to_string(),
        paid.sub_mchid.as_ref().map_or_else(|| "0".to_owned(), ToString::to_string),
        paid.service_id.to_string(),
        paid.key.out_order_no.to_string(),
        paid.order_id.to_string(),
        paid.openid.as_ref().map(ToString::to_string).unwrap_or_default(),
        paid.transaction_id.to_string(),
        if refund.is_some() { "REFUND" } else { "SUCCESS" }.to_owned(),
        yuan(if refund.is_some() { Fen::ZERO } else { paid.total }),
        refund.map_or_else(|| "0".to_owned(), |refund| refund.refund_id.to_string()),
        refund.map_or_else(|| "0".to_owned(), |refund| refund.out_refund_no.to_string()),
        yuan(refund.map_or(Fen::ZERO, |refund| refund.amount)),
        paid.introduction.clone().unwrap_or_default(),
        paid.attach.clone().unwrap_or_default(),
    ]
}
