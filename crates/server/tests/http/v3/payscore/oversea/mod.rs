//! `/v3/payscore/oversea/…`

mod partner;
