//! `/v3/payscore/…`

mod merchant_bill;
mod partner;
mod payafter_orders;
mod serviceorder;
mod servicepayondeliveryorder;
mod smartretail_orders;
