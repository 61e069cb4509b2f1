//! File systems that a test fills up or closes. Only root may; who is not is told so, and the test is not run.

use crate::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Gone when dropped.
#[derive(Debug)]
pub(crate) struct Mount(PathBuf);

impl Mount {
    /// An empty disk of so many megabytes.
    pub(crate) fn small_disk(at: &Path, megabytes: u32) -> Result<Self> {
        std::fs::create_dir_all(at)?;
        let size = format!("size={megabytes}m,mode=0755");
        mount(&["-t", "tmpfs", "-o", &size, "payscore-torture"], at)
    }

    /// The same folder, to be read only.
    pub(crate) fn read_only(at: &Path) -> Result<Self> {
        let bound = mount(&["--bind", &at.to_string_lossy()], at)?;
        run(Command::new("mount").args(["-o", "remount,bind,ro"]).arg(at))?;
        Ok(bound)
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn mount(options: &[&str], at: &Path) -> Result<Mount> {
    run(Command::new("mount").args(options).arg(at))?;
    Ok(Mount(at.to_owned()))
}

/// Runs a command that has to succeed.
pub(crate) fn run(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim()).into())
}
