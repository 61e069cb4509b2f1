//! `/v3/payscore/serviceorder`

mod cancel;
mod complete;
mod create;
mod direct_complete;
mod life;
mod limits;
mod modify;
mod pay;
mod query;
mod send_pendingmessage;
mod send_prepaidmessage;
mod sync;
