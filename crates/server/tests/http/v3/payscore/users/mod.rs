//! `/v3/payscore/users…`

mod permissions;
