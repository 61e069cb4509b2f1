//! `/v3/payscore/partner/servicequotas…`

mod query;
