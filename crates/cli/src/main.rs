//! The `payscore` binary: the server, and the tools that talk to a running one.

mod args;
mod bench;
mod commands;
mod control;
mod duration;
mod error;
mod events;
mod http;
mod instant;
mod interrupt;
mod notify_url;
mod output;
mod progress;
mod receiver;
mod scenario;
mod table;

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// A request takes some two hundred pieces of memory, and gives many of them to the writing thread to free: glibc's
/// allocator takes a tenth of the time of a creation for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match commands::run(args::Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            // Where stderr is closed there is nobody to tell; the exit code still does.
            let _ = writeln!(std::io::stderr(), "payscore: {}", error::report(&error));
            ExitCode::FAILURE
        }
    }
}
