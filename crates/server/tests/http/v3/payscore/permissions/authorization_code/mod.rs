//! `/v3/payscore/permissions/authorization-code…`

mod query;
mod terminate;
