//! `/v3/payscore/…`

mod acquiringbank;
mod merchant_bill;
mod oversea;
mod partner;
mod payafter_orders;
mod plan;
mod serviceorder;
mod servicepayondeliveryorder;
mod sign_plan;
mod smartretail_orders;
