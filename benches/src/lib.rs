//! What the benchmarks share: a bare server to compare with, and a load of requests signed beforehand.

/// As in the binary: what is measured is what is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod floor;
pub mod load;
pub mod orders;
