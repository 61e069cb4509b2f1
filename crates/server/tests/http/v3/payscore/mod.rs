//! `/v3/payscore/…`

mod merchant_bill;
mod partner;
mod serviceorder;
mod smartretail_orders;
