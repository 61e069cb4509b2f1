//! Servers with nothing to do: how soon they answer, how much memory they hold, how large the binary is.

use crate::measured::{Measured, to_f64};
use crate::process::Process;
use std::path::Path;
use std::time::Duration;

/// One was started for this, and has answered one request; it ends here.
pub(crate) fn measure(name: &str, (process, took): (Process, Duration), measured: &mut Measured) {
    measured.add(&format!("{name} start"), took.as_secs_f64() * 1e3);
    measured.add(&format!("{name} memory"), process.memory() / 1e6);
}

/// The binary's size.
pub(crate) fn size(binary: &Path, measured: &mut Measured) {
    let bytes = std::fs::metadata(binary).expect("a binary").len();
    measured.add("binary", to_f64(usize::try_from(bytes).unwrap_or(usize::MAX)) / 1e6);
}
