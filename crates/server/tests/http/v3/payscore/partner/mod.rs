//! `/v3/payscore/partner/…`

mod service_account_applications;
mod serviceorder;
mod servicepayondeliveryorder;
