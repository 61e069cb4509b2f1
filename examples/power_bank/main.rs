//! Power banks: confirmed on the phone, returned, paid for.

use payscore_examples::{power_bank, walkthrough};
use std::process::ExitCode;

fn main() -> ExitCode {
    walkthrough::main("power_bank", |options| power_bank::play(options, std::io::stdout()))
}
