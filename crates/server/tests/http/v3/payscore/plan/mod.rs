//! `/v3/payscore/plan/…`

mod partner;
mod payscore_plans;
