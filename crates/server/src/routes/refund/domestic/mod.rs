//! `/v3/refund/domestic/…`

pub(super) mod refunds;
