//! `/v3/payscore/…`

mod partner;
mod plan;
mod serviceorder;
mod servicepayondeliveryorder;
mod sign_plan;
mod smartretail_orders;
