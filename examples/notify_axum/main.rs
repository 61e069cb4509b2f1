//! A notify endpoint with axum: the SDK's extractor, a replay guard, upstream's answers.

use payscore_examples::{notify_axum, walkthrough};
use std::process::ExitCode;

fn main() -> ExitCode {
    walkthrough::main("notify_axum", |options| notify_axum::play(options, std::io::stdout()))
}
