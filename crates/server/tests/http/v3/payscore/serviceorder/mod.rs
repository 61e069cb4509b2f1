//! `/v3/payscore/serviceorder`

mod cancel;
mod complete;
mod create;
mod life;
mod query;
mod sync;
