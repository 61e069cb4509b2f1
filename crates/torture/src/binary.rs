//! Finds the server's binary.

use crate::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The given one; what cargo makes of the sources as they are, where cargo has started this; else the one beside this
/// one, which whoever starts this has built.
pub(crate) fn find(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(given) = given {
        return given.canonicalize().map_err(|error| format!("{}: {error}", given.display()).into());
    }
    let beside = std::env::current_exe()?.with_file_name(format!("payscore{}", std::env::consts::EXE_SUFFIX));
    let cargo = std::env::var_os("CARGO");
    if cargo.is_none() && beside.exists() {
        return Ok(beside);
    }
    // Folders are named after profiles, but for one.
    let folder = beside.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
    let profile = if folder == "debug" { "dev" } else { folder };
    let cargo = cargo.unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo).args(["build", "-p", "payscore-cli", "--profile", profile]).status()?;
    if built.success() && beside.exists() { Ok(beside) } else { Err("payscore cannot be built: give --binary".into()) }
}
