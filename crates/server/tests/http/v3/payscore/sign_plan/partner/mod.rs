//! `/v3/payscore/sign-plan/partner/…`

mod serviceorder;
mod user_sign_plans;
