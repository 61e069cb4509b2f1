//! What the benchmarks share: a bare server to compare with, and a load of requests signed beforehand.

pub mod floor;
pub mod load;
pub mod orders;
