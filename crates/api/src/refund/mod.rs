//! `/v3/refund/…`: modules mirror the URLs.

pub mod domestic;
