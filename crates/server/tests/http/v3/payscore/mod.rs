//! `/v3/payscore/…`

mod merchant_bill;
mod partner;
mod serviceorder;
mod servicepayondeliveryorder;
mod smartretail_orders;
