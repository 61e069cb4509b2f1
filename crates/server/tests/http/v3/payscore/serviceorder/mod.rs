//! `/v3/payscore/serviceorder`

mod cancel;
mod complete;
mod create;
mod life;
mod limits;
mod query;
mod sync;
