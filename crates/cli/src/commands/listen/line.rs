//! A delivery as it is shown.

use super::forward::Outcome;
use crate::error::CliError;
use crate::output::{Colour, Paint, Screen, print};
use crate::table::{cell, clean, tree};
use payscore_wire::rfc3339;
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

/// Longer answers are cut where people read.
const SHOWN_BODY: usize = 80;
/// Under a line.
const INDENT: usize = 10;

/// One attempt to deliver a notification, and how it ended.
pub(super) struct Delivery(Value);

impl Delivery {
    /// What the server sent itself.
    pub(super) fn observed(mut attempt: Value) -> Self {
        attempt["shown_at"] = wall().into();
        Self(attempt)
    }

    /// What was sent on to `url`.
    pub(super) fn forwarded(mut delivery: Value, url: &str, outcome: &Outcome) -> Self {
        let report = outcome.report();
        delivery["shown_at"] = wall().into();
        delivery["forwarded_to"] = url.into();
        delivery["status"] = report["status"].clone();
        delivery["error"] = report["error"].clone();
        delivery["duration_ms"] = report["duration_ms"].clone();
        delivery["response_body"] = report["body"].clone();
        Self(delivery)
    }

    pub(super) fn is_taken(&self) -> bool {
        self.0["status"].as_u64().is_some_and(|status| (200..300).contains(&status))
    }

    /// One line; as JSON, the whole of it.
    pub(super) fn print(&self, screen: Screen, plaintext: bool) -> Result<(), CliError> {
        if screen.json {
            return print(&format!("{}\n", self.0));
        }
        let below = if plaintext { tree(&self.0["plaintext"], INDENT) } else { String::new() };
        print(&format!("{}\n{below}", self.line(screen.paint)))
    }

    fn line(&self, paint: Paint) -> String {
        let Self(delivery) = self;
        // Not the service clock's time: whoever watches compares with other logs.
        let at = delivery["shown_at"].as_str().and_then(|at| at.get(11..19)).unwrap_or("--:--:--");
        let colour = if self.is_taken() { Colour::Green } else { Colour::Red };
        let outcome = match &delivery["status"] {
            Value::Null => cell(&delivery["error"]),
            status => cell(status),
        };
        let again = match delivery["attempt"].as_u64() {
            None | Some(0 | 1) => String::new(),
            Some(attempt) => paint.put(Colour::Dim, &format!("  attempt {attempt}")),
        };
        // What was answered matters where it was no yes.
        let body = delivery["response_body"].as_str().filter(|body| !self.is_taken() && !body.is_empty());
        let body = body.map_or(String::new(), |body| format!("  {}", short(&clean(body))));
        format!(
            "{}  {:<30} {}  → {}  {} ms{again}{body}",
            paint.put(Colour::Dim, at),
            cell(&delivery["event_type"]),
            cell(&delivery["out_order_no"]),
            paint.put(colour, &outcome),
            cell(&delivery["duration_ms"]),
        )
    }
}

/// The time on the wall.
fn wall() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    rfc3339::format(i64::try_from(now.as_secs()).unwrap_or_default())
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN_BODY) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn attempt(status: Value, error: Value) -> Delivery {
        Delivery(json!({
            "event_type": "PAYSCORE.USER_PAID", "out_order_no": "a-1", "attempt": 2, "status": status, "error": error,
            "duration_ms": 12, "response_body": "{\"code\":\"FAIL\"}", "shown_at": "2026-11-21T14:31:02+08:00",
        }))
    }

    #[test]
    fn a_line_says_all_that_matters() {
        let line = |status, error| attempt(status, error).line(Paint::PLAIN);
        let begin = format!("14:31:02  {:<30} a-1  → ", "PAYSCORE.USER_PAID");
        assert_eq!(line(json!(204), json!(null)), format!("{begin}204  12 ms  attempt 2"));
        assert_eq!(line(json!(500), json!(null)), format!("{begin}500  12 ms  attempt 2  {{\"code\":\"FAIL\"}}"));
        assert!(line(json!(null), json!("refused\u{1b}")).starts_with(&format!("{begin}refused\u{fffd}  12 ms")));
    }
}
