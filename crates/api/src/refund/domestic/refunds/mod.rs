//! `/v3/refund/domestic/refunds`: refunds of what was paid through WeChat Pay.

mod create;
mod parts;
mod query;

use crate::Operation;
use crate::spec::OperationSpec;

pub use create::CreateRefund;
pub use parts::{
    ExchangeRate, FundsFrom, Refund, RefundAmount, RefundGoods, RefundNotice, RefundNoticeAmount, RefundPromotion,
    RefundRequestAmount,
};
pub use query::QueryRefund;

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[CreateRefund::SPEC, QueryRefund::SPEC];
