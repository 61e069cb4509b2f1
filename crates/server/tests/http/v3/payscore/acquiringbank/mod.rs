//! `/v3/payscore/acquiringbank/…`

mod permissions;
mod serviceorder;
mod servicepayondeliveryorder;
