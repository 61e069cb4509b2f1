//! The commands, one file each.

mod ca;
mod clock;
mod completions;
mod demo;
mod env;
mod fault;
mod merchant;
mod notifications;
mod order;
mod platform;
mod run;
mod serve;

use crate::args::{Cli, Command};
use crate::control::Control;
use crate::error::CliError;
use crate::output::Screen;

/// Does what the command line says.
pub(crate) fn run(cli: Cli) -> Result<(), CliError> {
    let screen = Screen::new(cli.json);
    match cli.command {
        Command::Serve(serve) => serve::run(serve),
        Command::Demo(demo) => demo::run(&demo, screen),
        Command::Order { connection, command } => order::run(&Control::new(&connection)?, command, screen),
        Command::Clock { connection, command } => clock::run(&Control::new(&connection)?, &command, screen),
        Command::Notifications { connection, command } => {
            notifications::run(&Control::new(&connection)?, command, screen)
        }
        Command::Merchant { connection, command } => merchant::run(&Control::new(&connection)?, &command, screen),
        Command::Platform { connection, command } => platform::run(&Control::new(&connection)?, &command, screen),
        Command::Fault { connection, command } => fault::run(&Control::new(&connection)?, command, screen),
        Command::Ca { data, command } => ca::run(&data, command),
        Command::Env(args) => env::run(&args, screen),
        Command::Run(args) => run::run(&args),
        Command::Completions { shell } => completions::run(shell),
    }
}
