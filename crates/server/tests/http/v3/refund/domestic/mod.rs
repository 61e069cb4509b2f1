//! `/v3/refund/domestic/…`

mod refunds;
