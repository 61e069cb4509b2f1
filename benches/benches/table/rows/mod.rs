//! What is measured, a kind of row a file.

pub(crate) mod backlog;
pub(crate) mod disk;
pub(crate) mod floor;
pub(crate) mod latency;
pub(crate) mod limit;
pub(crate) mod mocks;
pub(crate) mod notifications;
pub(crate) mod ours;
pub(crate) mod resting;
pub(crate) mod two_cores;
