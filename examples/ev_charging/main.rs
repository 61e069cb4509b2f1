//! Charging a car: several costs, paid at the till in the end.

use payscore_examples::{ev_charging, walkthrough};
use std::process::ExitCode;

fn main() -> ExitCode {
    walkthrough::main("ev_charging", |options| ev_charging::play(options, std::io::stdout()))
}
