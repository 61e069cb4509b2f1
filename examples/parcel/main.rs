//! A parcel: used first and paid for on delivery.

use payscore_examples::{parcel, walkthrough};
use std::process::ExitCode;

fn main() -> ExitCode {
    walkthrough::main("parcel", |options| parcel::play(options, std::io::stdout()))
}
