//! `payscore completions`

use crate::args::Cli;
use crate::error::CliError;
use crate::output::print;
use clap::CommandFactory;

/// Prints the completion script of a shell.
pub(super) fn run(shell: clap_complete::Shell) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "payscore", &mut script);
    print(&String::from_utf8_lossy(&script))
}
