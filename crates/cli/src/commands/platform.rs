//! `payscore platform`

use crate::args::{Identity, Phase, Platform};
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Colour, Paint, Screen};
use crate::table::{Table, cell};
use serde_json::{Value, json};

/// Shows or replaces the platform's identities.
pub(super) fn run(control: &Control, command: &Platform, screen: Screen) -> Result<(), CliError> {
    let shown = match *command {
        Platform::Show => control.get(&["platform"], &[])?,
        Platform::Rotate { identity, phase, now } => {
            let identity = match identity {
                Identity::Certificate => "certificate",
                Identity::PublicKey => "public_key",
            };
            let phase = phase.map(|phase| match phase {
                Phase::Announce => "announce",
                Phase::Switch => "switch",
                Phase::Retire => "retire",
            });
            let order = json!({ "identity": identity, "phase": phase, "now": now });
            control.post(&["platform", "rotate"], &order)?
        }
    };
    screen.show(&shown, text)
}

fn text(shown: &Value, paint: Paint) -> String {
    let one = |title: &str, field: &str| format!("{}\n{}", paint.put(Colour::Bold, title), ring(&shown[field], paint));
    format!("{}\n{}", one("platform certificate", "certificate"), one("WeChat Pay public key", "public_key"))
}

fn ring(ring: &Value, paint: Paint) -> String {
    let mut table = Table::new(["state", "Wechatpay-Serial", "until"]);
    for identity in ring["identities"].as_array().into_iter().flatten() {
        table.row([cell(&identity["state"]), cell(&identity["serial"]), cell(&identity["expire_time"])]);
    }
    for retired in ring["retired"].as_array().into_iter().flatten() {
        table.row(["retired".to_owned(), cell(&retired["serial"]), cell(&retired["at"])]);
    }
    let mut text = table.render(paint);
    if !ring["next"].is_null() {
        let [phase, due, clock] = ["phase", "due", "clock"].map(|field| cell(&ring["next"][field]));
        text.push_str(&format!("next: {phase}, {due} of the {clock} clock\n"));
    }
    text
}
