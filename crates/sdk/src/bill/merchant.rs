//! A service's bill. WeChat Pay publishes no columns of it: those read here are the ones of `payscore serve`, each is
//! optional, and [`MerchantRow::record`] has whatever there is.

use super::{BillRow, Record, Wrong};
use payscore_api::Fen;

/// An order that was paid, or what was asked back of one. What the bill has no column for is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MerchantRow {
    /// When: `2026-11-21 12:00:00`, in Beijing. (交易时间)
    pub time: Option<String>,
    /// The service. (服务ID)
    pub service_id: Option<String>,
    /// The sub-merchant, on a provider's bill. (特约商户号)
    pub sub_mchid: Option<String>,
    /// The merchant's number of the order. (商户服务订单号)
    pub out_order_no: Option<String>,
    /// WeChat Pay's number of the order. (微信支付服务订单号)
    pub order_id: Option<String>,
    /// The user. (用户标识)
    pub openid: Option<String>,
    /// WeChat Pay's number of the payment. (微信订单号)
    pub transaction_id: Option<String>,
    /// `SUCCESS`, `REFUND`. (交易状态)
    pub trade_state: Option<String>,
    /// What the user paid; nothing in a refund's row. (订单金额)
    pub total: Option<Fen>,
    /// WeChat Pay's number of the refund. (微信退款单号)
    pub refund_id: Option<String>,
    /// The merchant's number of the refund. (商户退款单号)
    pub out_refund_no: Option<String>,
    /// What was asked back. (申请退款金额)
    pub requested_refund: Option<Fen>,
    /// The row as it stands in the bill.
    pub record: Record,
}

/// The sums of a service's bill.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MerchantSummary {
    /// Rows. (总交易单数)
    pub rows: Option<u64>,
    /// (订单总金额)
    pub total: Option<Fen>,
    /// (申请退款总金额)
    pub requested_refunds: Option<Fen>,
    /// The last line as it stands in the bill.
    pub record: Record,
}

impl BillRow for MerchantRow {
    type Summary = MerchantSummary;

    fn read(record: Record) -> Result<Self, Wrong> {
        let number = |column| Ok(record.optional(column, Record::number)?.flatten());
        let fen = |column| record.optional(column, Record::fen);
        Ok(Self {
            time: number("交易时间")?,
            service_id: number("服务ID")?,
            sub_mchid: number("特约商户号")?,
            out_order_no: number("商户服务订单号")?,
            order_id: number("微信支付服务订单号")?,
            openid: number("用户标识")?,
            transaction_id: number("微信订单号")?,
            trade_state: number("交易状态")?,
            total: fen("订单金额")?,
            refund_id: number("微信退款单号")?,
            out_refund_no: number("商户退款单号")?,
            requested_refund: fen("申请退款金额")?,
            record,
        })
    }

    fn read_summary(record: Record) -> Result<MerchantSummary, Wrong> {
        Ok(MerchantSummary {
            rows: record.optional("总交易单数", Record::count)?,
            total: record.optional("订单总金额", Record::fen)?,
            requested_refunds: record.optional("申请退款总金额", Record::fen)?,
            record,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::bill_of;
    use super::*;

    #[test]
    fn files_are_read_as_one_and_columns_may_be_others() {
        let parts = ["新列,订单金额\r\n`a,`1.00\r\n", "`b,`2.50\r\n总交易单数\r\n`2\r\n"];
        let mut bill = bill_of::<MerchantRow>(&parts);
        let rows: Vec<_> = bill.by_ref().map(Result::unwrap).collect();
        assert_eq!(rows.iter().map(|row| row.total).collect::<Vec<_>>(), [Some(Fen::new(100)), Some(Fen::new(250))]);
        assert_eq!((rows[1].record.get("新列"), rows[1].order_id.as_deref()), (Some("b"), None));
        assert_eq!(bill.summary().unwrap().rows, Some(2));
        let mut text = Vec::new();
        bill_of::<MerchantRow>(&parts).write_text(&mut text).unwrap();
        assert_eq!(text, parts.concat().as_bytes());
    }
}
