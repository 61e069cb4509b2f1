//! `/v3/payscore/users`: the older way to end an authorization.

pub mod permissions;
