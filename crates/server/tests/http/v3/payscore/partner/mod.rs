//! `/v3/payscore/partner/…`

mod permissions;
mod service_account_applications;
mod serviceorder;
mod servicepayondeliveryorder;
mod servicequotas;
