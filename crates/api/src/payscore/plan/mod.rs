//! `/v3/payscore/plan/…`: plans, each a row of services with their prices, that users sign once.

pub mod partner;
pub mod payscore_plans;
