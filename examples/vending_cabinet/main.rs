//! A vending cabinet: smart retail (智慧零售), from opening the door to the payment's notification.

use payscore_examples::{vending_cabinet, walkthrough};
use std::process::ExitCode;

fn main() -> ExitCode {
    walkthrough::main("vending_cabinet", |options| vending_cabinet::play(options, std::io::stdout()))
}
