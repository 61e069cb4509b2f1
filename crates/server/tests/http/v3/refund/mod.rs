//! `/v3/refund/…`

mod domestic;
