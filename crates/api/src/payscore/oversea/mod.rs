//! `/v3/payscore/oversea/…`: the same orders abroad; upstream serves them at a host of their own.

pub mod partner;
