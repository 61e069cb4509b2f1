//! What the benchmarks share: a bare server to compare with, a load of requests signed beforehand, and the reading of
//! valgrind's files.

pub mod callgrind;
pub mod floor;
pub mod load;
pub mod orders;
pub mod receiver;
