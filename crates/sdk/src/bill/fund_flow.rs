//! The fund flow bill: <https://pay.weixin.qq.com/docs/merchant/products/bill-download/format-fundflow.html>

use super::{BillRow, Record, Wrong};
use payscore_api::Fen;

/// A change of the balance.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlowRow {
    /// When: `2026-11-21 12:00:00`, in Beijing. (记账时间)
    pub time: String,
    /// WeChat Pay's number of the payment, or of the refund. (微信支付业务单号)
    pub business_no: String,
    /// The number of this change. (资金流水单号)
    pub flow_no: String,
    /// 交易, 退款, … (业务名称)
    pub business: String,
    /// 交易, 扣除交易手续费, 退款, … (业务类型)
    pub kind: String,
    /// (收支类型)
    pub direction: Direction,
    /// How much. (收支金额)
    pub amount: Fen,
    /// The balance after it. (账户结余)
    pub balance: Fen,
    /// (资金变更提交申请人)
    pub applicant: String,
    /// (备注)
    pub remark: String,
    /// The merchant's number of the payment, or of the refund. (业务凭证号)
    pub voucher_no: String,
    /// The row as it stands in the bill, with columns that are not listed above.
    pub record: Record,
}

/// Which way the money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// 收入
    In,
    /// 支出
    Out,
}

/// The sums of a fund flow bill.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlowSummary {
    /// Rows. (资金流水总笔数)
    pub rows: u64,
    /// (收入笔数)
    pub count_in: u64,
    /// (收入金额)
    pub sum_in: Fen,
    /// (支出笔数)
    pub count_out: u64,
    /// (支出金额)
    pub sum_out: Fen,
}

impl BillRow for FlowRow {
    type Summary = FlowSummary;

    fn read(record: Record) -> Result<Self, Wrong> {
        Ok(Self {
            time: record.text("记账时间")?,
            business_no: record.text("微信支付业务单号")?,
            flow_no: record.text("资金流水单号")?,
            business: record.text("业务名称")?,
            kind: record.text("业务类型")?,
            direction: record.read("收支类型", "收入 or 支出", |text| match text {
                "收入" => Some(Direction::In),
                "支出" => Some(Direction::Out),
                _ => None,
            })?,
            amount: record.fen("收支金额(元)")?,
            balance: record.fen("账户结余(元)")?,
            applicant: record.text("资金变更提交申请人")?,
            remark: record.text("备注")?,
            voucher_no: record.text("业务凭证号")?,
            record,
        })
    }

    fn read_summary(record: Record) -> Result<FlowSummary, Wrong> {
        Ok(FlowSummary {
            rows: record.count("资金流水总笔数")?,
            count_in: record.count("收入笔数")?,
            sum_in: record.fen("收入金额")?,
            count_out: record.count("支出笔数")?,
            sum_out: record.fen("支出金额")?,
        })
    }
}
