//! A hotel: a stay without confirmation, a bill that is lowered, and paid.

use payscore_examples::{hotel, walkthrough};
use std::process::ExitCode;

fn main() -> ExitCode {
    walkthrough::main("hotel", |options| hotel::play(options, std::io::stdout()))
}
