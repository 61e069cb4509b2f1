//! `/v3/payscore/permissions…`

mod apply;
mod assess_user_risk_level;
mod authorization_code;
mod life;
mod openid;
