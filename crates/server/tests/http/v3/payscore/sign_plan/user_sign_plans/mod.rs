//! `/v3/payscore/sign-plan/user-sign-plans`

mod create;
mod life;
mod query;
mod stop;
