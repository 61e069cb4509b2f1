//! `/v3/payscore/…`

mod partner;
mod serviceorder;
mod smartretail_orders;
