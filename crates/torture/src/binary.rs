//! Finds the server's binary.

use crate::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The given one, the one beside this one, or a fresh debug build.
pub(crate) fn find(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(given) = given {
        return given.canonicalize().map_err(|error| format!("{}: {error}", given.display()).into());
    }
    let beside = std::env::current_exe()?.with_file_name(format!("payscore{}", std::env::consts::EXE_SUFFIX));
    if beside.exists() {
        return Ok(beside);
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let profile: &[&str] = if cfg!(debug_assertions) { &[] } else { &["--release"] };
    let built = Command::new(cargo).args(["build", "-p", "payscore-cli"]).args(profile).status()?;
    if built.success() && beside.exists() { Ok(beside) } else { Err("payscore cannot be built: give --binary".into()) }
}
