//! `/v3/payscore/…`: modules mirror the URLs.

pub mod acquiringbank;
pub mod merchant_bill;
pub mod oversea;
pub mod partner;
pub mod payafter_orders;
pub mod plan;
mod retail;
pub mod serviceorder;
pub mod servicepayondeliveryorder;
pub mod shopping;
pub mod sign_plan;
pub mod smartretail_orders;
