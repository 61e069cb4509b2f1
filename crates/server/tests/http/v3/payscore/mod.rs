//! `/v3/payscore/…`

mod acquiringbank;
mod merchant_bill;
mod oversea;
mod partner;
mod payafter_orders;
mod serviceorder;
mod servicepayondeliveryorder;
mod smartretail_orders;
