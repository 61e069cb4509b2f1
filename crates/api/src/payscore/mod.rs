//! `/v3/payscore/…`: modules mirror the URLs.

pub mod partner;
pub mod plan;
pub mod serviceorder;
pub mod servicepayondeliveryorder;
pub mod shopping;
pub mod sign_plan;
pub mod smartretail_orders;
