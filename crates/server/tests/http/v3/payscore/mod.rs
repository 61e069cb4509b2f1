//! `/v3/payscore/…`

mod acquiringbank;
mod oversea;
mod partner;
mod payafter_orders;
mod serviceorder;
mod servicepayondeliveryorder;
mod smartretail_orders;
