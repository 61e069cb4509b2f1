//! `/v3/payscore/acquiringbank/permissions/authorization-code…`

mod query;
mod terminate;
