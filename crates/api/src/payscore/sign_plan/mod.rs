//! `/v3/payscore/sign-plan/…`: plans that users have signed, and the orders of what is in them.

pub mod partner;
pub mod serviceorder;
pub mod user_sign_plans;
