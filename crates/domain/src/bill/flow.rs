//! The fund flow bill: each time that the merchant's balance changed.

use super::Period;
use crate::fee::fee;
use crate::fen::Fen;
use crate::moment::Moment;
use crate::paid::Paid;
use crate::refund::{Refund, Refunds};

/// What a merchant's account holds when a day begins: every midnight the rest is settled with the bank.
pub const OPENING_BALANCE: Fen = Fen::new(100_000_000);

/// A merchant's accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BillAccount {
    /// Where payments arrive and refunds come from.
    Basic,
    /// For paying others: PayScore never touches it.
    Operation,
    /// For fees that are billed apart: PayScore never touches it.
    Fees,
}

/// In or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// 收入.
    In,
    /// 支出.
    Out,
}

/// One change of the balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// When.
    pub at: Moment,
    /// WeChat Pay's number of the payment or refund.
    pub business_no: String,
    /// Its own number.
    pub flow_no: String,
    /// The business: 交易 or 退款.
    pub business: &'static str,
    /// What exactly.
    pub kind: &'static str,
    /// In or out.
    pub direction: Direction,
    /// How much.
    pub amount: Fen,
    /// In words: a refund's reason.
    pub remark: String,
    /// The merchant's number of the payment or refund.
    pub voucher_no: String,
}

/// What a fund flow bill adds up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FlowTotals {
    /// How often something came in.
    pub count_in: i64,
    /// Σ in.
    pub sum_in: Fen,
    /// How often something went out.
    pub count_out: i64,
    /// Σ out.
    pub sum_out: Fen,
}

/// What a payment does to the balance.
pub fn flows_of_payment(paid: &Paid) -> Vec<Flow> {
    let flow = |serial, kind, direction, amount| Flow {
        at: paid.paid_at,
        business_no: paid.transaction_id.to_string(),
        flow_no: format!("{}{serial}", paid.transaction_id),
        business: "交易",
        kind,
        direction,
        amount,
        remark: String::new(),
        voucher_no: paid.out_trade_no.clone(),
    };
    moved([flow(1, "交易", Direction::In, paid.total), flow(2, "扣除交易手续费", Direction::Out, fee(paid.total))])
}

/// What the refunds of a payment do to the balance in a period: when one is asked for, and when one is closed.
pub fn flows_of_refunds(refunds: &Refunds, period: &Period) -> Vec<Flow> {
    let of_one = |refund: &Refund| {
        let asked = if period.holds(refund.asked_at) { asked(refund) } else { Vec::new() };
        let closed = refund.closed_at().filter(|at| period.holds(*at)).map(|at| closed(refund, at));
        asked.into_iter().chain(closed.into_iter().flatten())
    };
    refunds.refunds.iter().flat_map(of_one).collect()
}

fn asked(refund: &Refund) -> Vec<Flow> {
    let amount = of_refund(refund, refund.asked_at, 1, "退款", Direction::Out, refund.ask.amount);
    let fee = of_refund(refund, refund.asked_at, 2, "退还交易手续费", Direction::In, refund.fee_returned);
    moved([amount, fee])
}

fn closed(refund: &Refund, at: Moment) -> Vec<Flow> {
    let amount = of_refund(refund, at, 3, "退款关闭", Direction::In, refund.ask.amount);
    let fee = of_refund(refund, at, 4, "扣除交易手续费", Direction::Out, refund.fee_returned);
    moved([amount, fee])
}

fn of_refund(refund: &Refund, at: Moment, serial: u8, kind: &'static str, direction: Direction, amount: Fen) -> Flow {
    Flow {
        at,
        business_no: refund.refund_id.to_string(),
        flow_no: format!("{}{serial}", refund.refund_id),
        business: "退款",
        kind,
        direction,
        amount,
        remark: refund.ask.reason.clone().unwrap_or_default(),
        voucher_no: refund.ask.out_refund_no.to_string(),
    }
}

/// Nothing is not booked: small amounts have no fee.
fn moved(flows: [Flow; 2]) -> Vec<Flow> {
    flows.into_iter().filter(|flow| flow.amount > Fen::ZERO).collect()
}

/// Sums, and the balance after each flow.
pub fn flow_totals(flows: &[Flow]) -> (FlowTotals, Vec<Fen>) {
    let (mut totals, mut balance) = (FlowTotals::default(), OPENING_BALANCE.get());
    let mut balances = Vec::with_capacity(flows.len());
    for flow in flows {
        let amount = flow.amount.get();
        let (count, sum, change) = match flow.direction {
            Direction::In => (&mut totals.count_in, &mut totals.sum_in, amount),
            Direction::Out => (&mut totals.count_out, &mut totals.sum_out, -amount),
        };
        *count += 1;
        *sum = Fen::new(sum.get().saturating_add(amount));
        balance = balance.saturating_add(change);
        balances.push(Fen::new(balance));
    }
    (totals, balances)
}
