//! `/v3/payscore/partner/serviceorder`

mod direct_complete;
mod query;
