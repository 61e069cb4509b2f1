//! The trade bill: <https://pay.weixin.qq.com/docs/merchant/products/bill-download/format-trade.html>

use super::{BillRow, Fee, Record, Wrong};
use payscore_api::Fen;

/// A payment, or what was asked back of one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TradeRow {
    /// When: `2026-11-21 12:00:00`, in Beijing. (交易时间)
    pub time: String,
    /// The application. (公众账号ID)
    pub appid: String,
    /// The merchant. (商户号)
    pub mchid: String,
    /// The sub-merchant, on a provider's bill. (特约商户号)
    pub sub_mchid: Option<String>,
    /// (设备号)
    pub device_info: String,
    /// WeChat Pay's number of the payment. (微信订单号)
    pub transaction_id: String,
    /// The merchant's number of the payment. (商户订单号)
    pub out_trade_no: String,
    /// The user. (用户标识)
    pub openid: String,
    /// `JSAPI`, `AUTH`, … (交易类型)
    pub trade_type: String,
    /// `SUCCESS`, `REFUND`, `REVOKED`. (交易状态)
    pub trade_state: String,
    /// Where the money came from. (付款银行)
    pub bank_type: String,
    /// `CNY`. (货币种类)
    pub currency: String,
    /// What the merchant is due; nothing in a refund's row. (应结订单金额)
    pub settlement_total: Fen,
    /// Paid with coupons. (代金券金额)
    pub coupon: Fen,
    /// What was asked back; on a bill of payments only there is none.
    pub refund: Option<TradeRefund>,
    /// (商品名称)
    pub product: String,
    /// What the merchant attached. (商户数据包)
    pub attach: String,
    /// WeChat Pay's fee; below zero where it is given back. (手续费)
    pub fee: Fee,
    /// `0.60%` (费率)
    pub rate: String,
    /// What the user paid; nothing in a refund's row. (订单金额)
    pub total: Fen,
    /// (费率备注)
    pub rate_note: String,
    /// The row as it stands in the bill, with columns that are not listed above.
    pub record: Record,
}

/// What was asked back of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TradeRefund {
    /// When it was asked for; on a bill of refunds only. (退款申请时间)
    pub asked_at: Option<String>,
    /// When it arrived; on a bill of refunds only. (退款成功时间)
    pub success_time: Option<String>,
    /// WeChat Pay's number. (微信退款单号)
    pub refund_id: String,
    /// The merchant's number. (商户退款单号)
    pub out_refund_no: String,
    /// What the user gets back. (退款金额)
    pub amount: Fen,
    /// Given back as coupons. (充值券退款金额)
    pub coupon: Fen,
    /// `ORIGINAL`, `BALANCE`, … (退款类型)
    pub kind: String,
    /// `SUCCESS`, `FAIL`, `PROCESSING`, `CHANGE`. (退款状态)
    pub status: String,
    /// What was asked for. (申请退款金额)
    pub requested: Fen,
}

/// The sums of a trade bill.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TradeSummary {
    /// Rows. (总交易单数)
    pub rows: u64,
    /// (应结订单总金额)
    pub settlement_total: Fen,
    /// Not on a bill of payments only. (退款总金额)
    pub refunded: Option<Fen>,
    /// Not on a bill of payments only. (充值券退款总金额)
    pub refunded_coupons: Option<Fen>,
    /// (手续费总金额)
    pub fees: Fee,
    /// (订单总金额)
    pub total: Fen,
    /// Not on a bill of payments only. (申请退款总金额)
    pub requested_refunds: Option<Fen>,
}

impl BillRow for TradeRow {
    type Summary = TradeSummary;

    fn read(record: Record) -> Result<Self, Wrong> {
        Ok(Self {
            time: record.text("交易时间")?,
            appid: record.text("公众账号ID")?,
            mchid: record.text("商户号")?,
            sub_mchid: record.number("特约商户号")?,
            device_info: record.text("设备号")?,
            transaction_id: record.text("微信订单号")?,
            out_trade_no: record.text("商户订单号")?,
            openid: record.text("用户标识")?,
            trade_type: record.text("交易类型")?,
            trade_state: record.text("交易状态")?,
            bank_type: record.text("付款银行")?,
            currency: record.text("货币种类")?,
            settlement_total: record.fen("应结订单金额")?,
            coupon: record.fen("代金券金额")?,
            refund: refund(&record)?,
            product: record.text("商品名称")?,
            attach: record.text("商户数据包")?,
            fee: record.fee("手续费")?,
            rate: record.text("费率")?,
            total: record.fen("订单金额")?,
            rate_note: record.optional("费率备注", Record::text)?.unwrap_or_default(),
            record,
        })
    }

    fn read_summary(record: Record) -> Result<TradeSummary, Wrong> {
        Ok(TradeSummary {
            rows: record.count("总交易单数")?,
            settlement_total: record.fen("应结订单总金额")?,
            refunded: record.optional("退款总金额", Record::fen)?,
            refunded_coupons: record.optional("充值券退款总金额", Record::fen)?,
            fees: record.fee("手续费总金额")?,
            total: record.fen("订单总金额")?,
            requested_refunds: record.optional("申请退款总金额", Record::fen)?,
        })
    }
}

fn refund(record: &Record) -> Result<Option<TradeRefund>, Wrong> {
    let Some(refund_id) = record.optional("微信退款单号", Record::number)?.flatten() else { return Ok(None) };
    let time = |column| Ok(record.optional(column, Record::text)?.filter(|text| !text.is_empty()));
    Ok(Some(TradeRefund {
        asked_at: time("退款申请时间")?,
        success_time: time("退款成功时间")?,
        refund_id,
        out_refund_no: record.text("商户退款单号")?,
        amount: record.fen("退款金额")?,
        coupon: record.fen("充值券退款金额")?,
        kind: record.text("退款类型")?,
        status: record.text("退款状态")?,
        requested: record.fen("申请退款金额")?,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::{BillError, bill_of};
    use super::*;

    #[test]
    fn a_column_that_is_not_there_is_named() {
        let mut bill = bill_of::<TradeRow>(&["交易时间,商户号\n`2026-11-21 12:00:00,`1\n"]);
        let Some(Err(BillError::Line { line, wrong })) = bill.next() else { panic!("an error") };
        assert_eq!((line, wrong), (2, Wrong::NoColumn { column: "公众账号ID" }));
        assert!(bill.next().is_none(), "nothing after an error");
    }
}
