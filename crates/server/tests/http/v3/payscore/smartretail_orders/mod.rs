//! `/v3/payscore/smartretail-orders`

mod cancel;
mod complete;
mod create;
mod life;
mod query;
