//! `/v3/payscore/plan/payscore-plans`

mod create;
mod query;
mod stop;
