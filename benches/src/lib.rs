//! What the benchmarks share: a bare server to compare with, a load of requests signed beforehand, and the reading of
//! valgrind's files.

/// As in the binary: what is measured is what is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod callgrind;
pub mod floor;
pub mod load;
pub mod orders;
pub mod receiver;
