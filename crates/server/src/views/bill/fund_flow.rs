//! The fund flow bill.

use super::{heading, line, yuan};
use payscore_domain::bill::{Direction, Flow, flow_totals};

const COLUMNS: [&str; 11] = [
    "记账时间",
    "微信支付业务单号",
    "资金流水单号",
    "业务名称",
    "业务类型",
    "收支类型",
    "收支金额(元)",
    "账户结余(元)",
    "资金变更提交申请人",
    "备注",
    "业务凭证号",
];
const SUMS: [&str; 5] = ["资金流水总笔数", "收入笔数", "收入金额", "支出笔数", "支出金额"];

/// The bill as one text; none where nothing happened.
pub(crate) fn texts(flows: &[Flow]) -> Vec<String> {
    if flows.is_empty() {
        return Vec::new();
    }
    let (totals, balances) = flow_totals(flows);
    let mut text = heading(&COLUMNS);
    for (flow, balance) in flows.iter().zip(balances) {
        let direction = match flow.direction {
            Direction::In => "收入",
            Direction::Out => "支出",
        };
        text.push_str(&line(&[
            &flow.at.spaced(),
            &flow.business_no,
            &flow.flow_no,
            flow.business,
            flow.kind,
            direction,
            &yuan(flow.amount),
            &yuan(balance),
            "system",
            &flow.remark,
            &flow.voucher_no,
        ]));
    }
    text.push_str(&heading(&SUMS));
    text.push_str(&line(&[
        (totals.count_in + totals.count_out).to_string(),
        totals.count_in.to_string(),
        yuan(totals.sum_in),
        totals.count_out.to_string(),
        yuan(totals.sum_out),
    ]));
    vec![text]
}
