//! `payscore run -- CMD`: a program with all set that it needs to take the server for WeChat Pay.

use super::env::{Setup, inherited, variables};
use crate::args::Run;
use crate::error::CliError;
use std::process::Command;

/// Becomes the program, where the system can: its exit code, its signals and its terminal are then its own.
pub(super) fn run(args: &Run) -> Result<(), CliError> {
    let setup = Setup::gather(&args.target)?;
    let Some((program, arguments)) = args.command.split_first() else { return Ok(()) };
    let mut command = Command::new(program);
    command.args(arguments).envs(variables(&setup, inherited)?);
    let failed = |source| CliError::Run { program: program.to_string_lossy().into_owned(), source };
    #[cfg(unix)]
    return Err(failed(std::os::unix::process::CommandExt::exec(&mut command)));
    #[cfg(not(unix))]
    {
        let status = command.status().map_err(failed)?;
        std::process::exit(status.code().unwrap_or(1));
    }
}
