//! `payscore reset`

use crate::args::Reset;
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Screen, tell};
use crate::progress::Waiting;
use crate::table::cell;
use serde_json::json;
use std::io::IsTerminal;

/// Takes everything away, once that was said twice.
pub(super) fn run(args: &Reset, screen: Screen) -> Result<(), CliError> {
    let control = Control::new(&args.connection)?;
    if !args.yes && !is_meant(&control)? {
        return Err(CliError::Unconfirmed);
    }
    let waiting = Waiting::for_this("resetting");
    let clock = control.post_patiently(&["reset"], &json!({}))?;
    drop(waiting);
    screen.show(&clock, |clock, _| {
        format!("reset: nothing is there but merchants; the service clock shows {}\n", cell(&clock["now"]))
    })
}

fn is_meant(control: &Control) -> Result<bool, CliError> {
    // First: a question about a server that is not there would be odd.
    control.get(&["health"], &[])?;
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let server = control.server();
    tell(&format!("This removes all orders, notifications and logs of {server}. Type yes to go on: "));
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    Ok(read.is_ok() && answer.trim().eq_ignore_ascii_case("yes"))
}
