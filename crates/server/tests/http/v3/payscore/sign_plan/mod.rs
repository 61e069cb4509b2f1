//! `/v3/payscore/sign-plan/…`

mod partner;
mod serviceorder;
mod user_sign_plans;
