//! `/v3/payscore/…`: modules mirror the URLs.

pub mod acquiringbank;
pub mod partner;
pub mod permissions;
pub mod serviceorder;
pub mod servicepayondeliveryorder;
pub mod shopping;
pub mod smartretail_orders;
pub mod user_service_state;
pub mod users;
