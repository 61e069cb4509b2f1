//! `/v3/…`

pub(crate) mod bill;
mod certificates;
mod payscore;
mod refund;
