//! A notify endpoint with actix-web: the SDK's extractor, a replay guard, upstream's answers.

use payscore_examples::{notify_actix_web, walkthrough};
use std::process::ExitCode;

fn main() -> ExitCode {
    walkthrough::main("notify_actix_web", |options| notify_actix_web::play(options, std::io::stdout()))
}
