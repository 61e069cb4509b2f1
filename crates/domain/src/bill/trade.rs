//! The trade bill: what was paid, and what was asked back.

use super::Period;
use crate::fee::fee;
use crate::fen::Fen;
use crate::ids::{OutRefundNo, RefundId};
use crate::moment::Moment;
use crate::paid::Paid;
use crate::refund::{Refunds, Status};

/// A line of a trade bill: a payment, or a refund of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TradeRow {
    /// The payment.
    pub paid: Paid,
    /// The refund, on a refund's line.
    pub refund: Option<RefundLine>,
}

/// What a trade bill says of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundLine {
    /// WeChat Pay's number.
    pub refund_id: RefundId,
    /// The merchant's.
    pub out_refund_no: OutRefundNo,
    /// How much.
    pub amount: Fen,
    /// What is given back of the fee.
    pub fee_returned: Fen,
    /// When it was asked for.
    pub asked_at: Moment,
    /// When the user had it, as known when the bill was drawn up.
    pub success_time: Option<Moment>,
    /// Where it stood when the bill was drawn up.
    pub status: Status,
}

/// Which lines a trade bill has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TradeKind {
    /// Payments and refunds.
    All,
    /// Payments.
    Payments,
    /// Refunds.
    Refunds,
}

impl TradeKind {
    /// Whether payments are listed.
    pub const fn has_payments(self) -> bool {
        matches!(self, Self::All | Self::Payments)
    }

    /// Whether refunds are listed.
    pub const fn has_refunds(self) -> bool {
        matches!(self, Self::All | Self::Refunds)
    }
}

/// What a trade bill adds up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TradeTotals {
    /// Lines.
    pub rows: i64,
    /// Σ payments.
    pub paid: Fen,
    /// Σ refunds.
    pub refunded: Fen,
    /// Σ fees, those given back taken off.
    pub fees: Fen,
}

impl From<Paid> for TradeRow {
    fn from(paid: Paid) -> Self {
        Self { paid, refund: None }
    }
}

impl TradeRow {
    /// When it happened: paid, or asked back.
    pub fn at(&self) -> Moment {
        self.refund.as_ref().map_or(self.paid.paid_at, |refund| refund.asked_at)
    }

    /// The fee: taken of a payment, given back (below zero) with a refund.
    pub fn fee(&self) -> Fen {
        match &self.refund {
            None => fee(self.paid.total),
            Some(refund) => Fen::new(-refund.fee_returned.get()),
        }
    }
}

/// The lines of the refunds that were asked for in a period.
pub fn refund_rows<'a>(refunds: &'a Refunds, period: &'a Period) -> impl Iterator<Item = TradeRow> + 'a {
    refunds.refunds.iter().filter(|refund| period.holds(refund.asked_at)).map(|refund| {
        let status = refund.status_at(period.drawn_up_at);
        let line = RefundLine {
            refund_id: refund.refund_id.clone(),
            out_refund_no: refund.ask.out_refund_no.clone(),
            amount: refund.ask.amount,
            fee_returned: refund.fee_returned,
            asked_at: refund.asked_at,
            success_time: refund.success_time().filter(|_| status == Status::Success),
            status,
        };
        TradeRow { paid: refunds.paid.clone(), refund: Some(line) }
    })
}

impl TradeTotals {
    /// Counts a line in.
    pub fn add(&mut self, row: &TradeRow) {
        let plus = |sum: Fen, amount: Fen| Fen::new(sum.get().saturating_add(amount.get()));
        self.rows += 1;
        self.fees = plus(self.fees, row.fee());
        match &row.refund {
            None => self.paid = plus(self.paid, row.paid.total),
            Some(refund) => self.refunded = plus(self.refunded, refund.amount),
        }
    }
}
