//! `/v3/payscore/sign-plan/partner/…`: the same, called by a service provider for a sub-merchant.

pub mod serviceorder;
pub mod user_sign_plans;
