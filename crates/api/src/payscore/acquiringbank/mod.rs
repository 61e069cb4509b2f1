//! `/v3/payscore/acquiringbank/…`: the same, called by an acquiring bank for a channel's sub-merchant.

pub mod serviceorder;
pub mod servicepayondeliveryorder;
