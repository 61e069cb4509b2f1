//! Two of the benchmark's three sides: the platform that answers, and the programs of this repository that ask. The third,
//! other people's SDKs, is in `peers/` and `conformance/`.

pub mod platform;
pub mod programs;
