//! `/v3/payscore/…`

mod partner;
mod serviceorder;
mod servicepayondeliveryorder;
mod smartretail_orders;
