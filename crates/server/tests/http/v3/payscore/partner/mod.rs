//! `/v3/payscore/partner/…`

mod serviceorder;
mod servicepayondeliveryorder;
