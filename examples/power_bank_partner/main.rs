//! Power banks: a service provider (服务商) that collects for its sub-merchant when a power bank comes back.

use payscore_examples::{power_bank_partner, walkthrough};
use std::process::ExitCode;

fn main() -> ExitCode {
    walkthrough::main("power_bank_partner", |options| power_bank_partner::play(options, std::io::stdout()))
}
