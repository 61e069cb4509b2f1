//! `/v3/payscore/partner/…`: the same orders, called by a service provider for a sub-merchant.

pub mod service_account_applications;
pub mod serviceorder;
pub mod servicepayondeliveryorder;
