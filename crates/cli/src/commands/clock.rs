//! `payscore clock`

use crate::args::Clock;
use crate::control::Control;
use crate::duration;
use crate::error::CliError;
use crate::output::{Paint, Screen};
use crate::progress::Waiting;
use crate::table::cell;
use serde_json::{Value, json};

/// Shows or moves the service clock.
pub(super) fn run(control: &Control, command: &Clock, screen: Screen) -> Result<(), CliError> {
    let clock = match command {
        Clock::Show => control.get(&["clock"], &[])?,
        // Answered once every order has lived through that time.
        Clock::Advance { by } => {
            let _waiting = Waiting::for_this("orders live through that time");
            control.post_patiently(&["clock", "advance"], &json!({ "seconds": by }))?
        }
    };
    screen.show(&clock, text)
}

fn text(clock: &Value, _: Paint) -> String {
    let ahead = duration::words(clock["offset_seconds"].as_i64().unwrap_or(0));
    let mut text =
        format!("service clock  {}  ({ahead} ahead)\nwall clock     {}\n", cell(&clock["now"]), cell(&clock["wall"]));
    if let Some(moved) = clock["orders_moved"].as_u64() {
        text.push_str(&match moved {
            0 => "nothing fell due meanwhile\n".to_owned(),
            1 => "1 order moved on meanwhile\n".to_owned(),
            many => format!("{many} orders moved on meanwhile\n"),
        });
    }
    text
}
