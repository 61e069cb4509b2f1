//! `/v3/payscore/…`

mod acquiringbank;
mod oversea;
mod partner;
mod payafter_orders;
mod permissions;
mod serviceorder;
mod servicepayondeliveryorder;
mod smartretail_orders;
mod user_service_state;
mod users;
