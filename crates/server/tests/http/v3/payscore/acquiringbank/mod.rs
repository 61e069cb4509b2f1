//! `/v3/payscore/acquiringbank/…`

mod permissions;
