//! `/v3/payscore/partner/permissions/authorization-code…`

mod query;
mod terminate;
