//! The whole server, simulated.
//!
//! One seed decides everything: time stands still until nothing is left to do, randomness, storage and network are the
//! simulation's own, and all of it runs in one thread. So a run that finds something wrong can be made again.

mod actor;
mod check;
mod client;
mod model;
mod panics;
mod provision;
mod receiver;
mod run;
pub mod store;
mod world;

pub use provision::Provision;
pub use run::{Outcome, run};
