//! `/v3/payscore/acquiringbank/…`

mod serviceorder;
mod servicepayondeliveryorder;
