//! Bills: what stands in them and what it adds up to. How a bill is written is the server's business.

mod flow;
mod period;
mod trade;

pub use flow::{
    BillAccount, Direction, Flow, FlowTotals, OPENING_BALANCE, flow_totals, flows_of_payment, flows_of_refunds,
};
pub use period::{DRAWN_UP_AFTER_SECONDS, Period, READY_AFTER_SECONDS};
pub use trade::{RefundLine, TradeKind, TradeRow, TradeTotals, refund_rows};
