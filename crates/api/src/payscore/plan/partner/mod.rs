//! `/v3/payscore/plan/partner/…`: the same plans, made by a service provider for a sub-merchant.

pub mod payscore_plans;
