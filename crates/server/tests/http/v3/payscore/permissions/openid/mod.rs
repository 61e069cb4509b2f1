//! `/v3/payscore/permissions/openid…`

mod query;
mod terminate;
