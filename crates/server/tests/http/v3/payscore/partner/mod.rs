//! `/v3/payscore/partner/…`

mod permissions;
mod serviceorder;
mod servicepayondeliveryorder;
mod servicequotas;
