//! `/v3/payscore/…`

mod partner;
mod payafter_orders;
mod serviceorder;
mod smartretail_orders;
