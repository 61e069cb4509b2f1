//! `/v3/payscore/partner/…`: the same orders, called by a service provider for a sub-merchant.

pub mod serviceorder;
pub mod servicepayondeliveryorder;
