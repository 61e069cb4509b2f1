//! The commands, one file each.

mod backup;
mod bench;
mod ca;
mod clock;
mod completions;
mod demo;
mod doctor;
mod env;
mod fault;
mod launch;
mod listen;
mod logs;
mod merchant;
mod migrate;
mod notifications;
mod order;
mod platform;
mod reset;
mod restore;
mod run;
mod scenario;
mod secret;
mod serve;
mod snapshot;

use crate::args::{Cli, Command};
use crate::control::Control;
use crate::error::CliError;
use crate::output::Screen;
use std::process::ExitCode;

/// Does what the command line says. The code to exit with is 0 but for the doctor, who may have found
/// something, and a server that has logged why it did not start.
pub(crate) fn run(cli: Cli) -> Result<ExitCode, CliError> {
    let screen = Screen::new(cli.json);
    let done = match cli.command {
        Command::Serve(serve) => return serve::run(serve),
        Command::Demo(demo) => demo::run(&demo, screen),
        Command::Order { connection, command } => order::run(&Control::new(&connection)?, command, screen),
        Command::Clock { connection, command } => clock::run(&Control::new(&connection)?, &command, screen),
        Command::Notifications { connection, command } => {
            notifications::run(&Control::new(&connection)?, command, screen)
        }
        Command::Listen(args) => listen::run(args, screen),
        Command::Logs(args) => logs::run(args, screen),
        Command::Reset(args) => reset::run(&args, screen),
        Command::Snapshot { connection, command } => snapshot::run(&Control::new(&connection)?, &command, screen),
        Command::Backup(args) => backup::run(&args, screen),
        Command::Restore(args) => restore::run(&args, screen),
        Command::Migrate(args) => migrate::run(&args, screen),
        Command::Secret { command } => secret::run(command),
        Command::Trigger(args) => scenario::trigger(&args, screen),
        Command::Scenario { connection, command } => scenario::run(&Control::new(&connection)?, command, screen),
        Command::Merchant { connection, command } => merchant::run(&Control::new(&connection)?, command, screen),
        Command::Launch { connection, command } => launch::run(&Control::new(&connection)?, &command, screen),
        Command::Platform { connection, command } => platform::run(&Control::new(&connection)?, &command, screen),
        Command::Fault { connection, command } => fault::run(&Control::new(&connection)?, command, screen),
        Command::Bench(args) => bench::run(&args, screen),
        Command::Doctor(args) => return doctor::run(&args, screen),
        Command::Ca { data, command } => ca::run(&data, command),
        Command::Env(args) => env::run(&args, screen),
        Command::Run(args) => run::run(&args),
        Command::Completions { shell } => completions::run(shell),
    };
    done.map(|()| ExitCode::SUCCESS)
}
