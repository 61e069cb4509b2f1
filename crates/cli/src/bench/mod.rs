//! `payscore bench`: a load, and what came of it.
//!
//! Requests are signed before they are sent, in rounds: a signature costs more than all else that a request costs the sender,
//! and lasts five minutes. Only the time between a round's start and its end is measured.

mod connection;
mod figures;
mod inbox;
mod load;
mod machine;
mod mistake;
mod plan;
mod progress;
mod receiver;
mod report;
mod run;
mod shop;
mod signer;
mod target;
mod watcher;

pub(crate) use mistake::Mistake;
pub(crate) use report::{Words, page, show};
pub(crate) use run::run;
