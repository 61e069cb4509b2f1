//! `/v3/payscore/partner/permissions…`

mod apply;
mod apply_for_scene;
mod assess_user_risk_level;
mod authorization_code;
mod search;
mod terminate;
