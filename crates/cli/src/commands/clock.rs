//! `payscore clock`

use crate::args::{Clock, Until};
use crate::control::Control;
use crate::duration;
use crate::error::CliError;
use crate::output::{Paint, Screen};
use crate::progress;
use crate::table::{Table, cell};
use payscore_wire::rfc3339;
use serde_json::{Value, json};

/// Shows or moves the service clock.
pub(super) fn run(control: &Control, command: &Clock, screen: Screen) -> Result<(), CliError> {
    let clock = match command {
        Clock::Show => control.get(&["clock"], &[])?,
        Clock::Advance { by } => moved(control, "advance", &json!({ "seconds": by }))?,
        Clock::Set { now } => moved(control, "set", &json!({ "now": rfc3339::format(*now) }))?,
        Clock::Freeze => control.post(&["clock", "freeze"], &json!({}))?,
        Clock::Run { rate } => control.post(&["clock", "run"], &json!({ "rate": rate }))?,
        Clock::Preview { until } => {
            let (seconds, now) = match until {
                Until::Seconds(seconds) => (Some(seconds.to_string()), None),
                Until::Moment(unix) => (None, Some(rfc3339::format(*unix))),
            };
            let query = [("seconds", seconds), ("now", now)];
            let look = || control.get(&["clock", "preview"], &query);
            return screen.show(&progress::during("looking ahead", look)?, preview);
        }
    };
    screen.show(&clock, text)
}

/// Answered once every order has lived through that time.
fn moved(control: &Control, how: &str, body: &Value) -> Result<Value, CliError> {
    progress::during("orders live through that time", || control.post_patiently(&["clock", how], body))
}

fn text(clock: &Value, _: Paint) -> String {
    let offset = clock["offset_seconds"].as_i64().unwrap_or(0);
    let distance = duration::words(offset.saturating_abs());
    let side = if offset < 0 { "behind" } else { "ahead" };
    let pace = match clock["rate"].as_i64() {
        Some(0) => ", frozen".to_owned(),
        Some(1) | None => String::new(),
        Some(rate) => format!(", {rate} times as fast"),
    };
    let (now, wall) = (cell(&clock["now"]), cell(&clock["wall"]));
    let mut text = format!("service clock  {now}  ({distance} {side}{pace})\nwall clock     {wall}\n");
    if let Some(happened) = clock["happened"].as_array() {
        text.push_str(if happened.is_empty() { "nothing fell due meanwhile\n" } else { "meanwhile:\n" });
        happened.iter().for_each(|one| text.push_str(&line(one, Tense::Past)));
    }
    text
}

fn preview(seen: &Value, paint: Paint) -> String {
    let distance = duration::words(seen["seconds"].as_i64().unwrap_or(0));
    let happens = seen["happens"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut text = format!("until {} ({distance} from now)", cell(&seen["until"]));
    if happens.is_empty() {
        text.push_str(" nothing falls due\n");
        return text;
    }
    text.push_str(":\n");
    happens.iter().for_each(|one| text.push_str(&line(one, Tense::Future)));
    if seen["more"] == true {
        text.push_str("  and more: only what is due first was looked at\n");
    }
    let mut table = Table::new(["at", "kind", "what", "number"]);
    for one in seen["first"].as_array().into_iter().flatten() {
        table.row(["at", "kind", "what", "number"].map(|field| cell(&one[field])));
    }
    text.push_str("\nfirst of all:\n");
    text.push_str(&table.render(paint));
    text
}

#[derive(Clone, Copy)]
enum Tense {
    Past,
    Future,
}

/// `  3 orders will expire, the first 2026-12-21T12:00:00+08:00`
fn line(one: &Value, tense: Tense) -> String {
    let count = one["count"].as_u64().unwrap_or(0);
    let says = says(one["kind"].as_str().unwrap_or_default(), one["what"].as_str().unwrap_or_default(), count, tense);
    let at = if count > 1 { "the first " } else { "" };
    format!("  {says}, {at}{}\n", cell(&one["first"]))
}

/// What happens, in words: the server names it by kind and event.
fn says(kind: &str, what: &str, count: u64, tense: Tense) -> String {
    let (subject, will, did) = match (kind, what) {
        ("order", "expired") => ("order", "expire", "expired"),
        ("order", "paid") => ("order", "be paid", "paid"),
        ("order", "deduction_started") => ("deduction", "start", "started"),
        ("order", "deduction_failed") => ("deduction", "find no money", "found no money"),
        ("notification", _) => ("notification", "fall due", "fell due"),
        ("refunds", "refunded") => ("refund", "arrive", "arrived"),
        ("refunds", "refund_closed") => ("refund", "be closed", "closed"),
        ("refunds", "refund_abnormal") => ("refund", "fail", "failed"),
        ("sign_plan", "expired") => ("signed plan", "expire", "expired"),
        ("service_account", "approved") => ("application", "be approved", "approved"),
        ("certificate", "switched") => ("new platform certificate", "sign", "signs"),
        ("certificate", "retired") => ("old platform certificate", "be retired", "retired"),
        ("public_key", "switched") => ("new platform public key", "sign", "signs"),
        ("public_key", "retired") => ("old platform public key", "be retired", "retired"),
        _ => return format!("{count} × {kind} {what}"),
    };
    let plural = if count == 1 { "" } else { "s" };
    match tense {
        Tense::Past => format!("{count} {subject}{plural} {did}"),
        Tense::Future => format!("{count} {subject}{plural} will {will}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_described() {
        let clock = |offset: i64, rate: i64| {
            text(&json!({ "now": "N", "wall": "W", "offset_seconds": offset, "rate": rate }), Paint::PLAIN)
        };
        assert_eq!(clock(2_592_000, 1), "service clock  N  (30d ahead)\nwall clock     W\n");
        assert!(clock(-60, 0).starts_with("service clock  N  (1m behind, frozen)\n"));
        assert!(clock(0, 60).starts_with("service clock  N  (0s ahead, 60 times as fast)\n"));
    }

    #[test]
    fn what_happens_is_said_in_words() {
        assert_eq!(says("order", "expired", 3, Tense::Future), "3 orders will expire");
        assert_eq!(says("order", "expired", 1, Tense::Past), "1 order expired");
        assert_eq!(says("order", "deduction_failed", 2, Tense::Past), "2 deductions found no money");
        assert_eq!(says("something", "new", 2, Tense::Past), "2 × something new");
    }
}
