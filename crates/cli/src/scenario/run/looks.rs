//! What is looked at: states, and notifications once they have come.

use super::{Came, Failure, World};
use crate::scenario::compare::differences;
use serde_json::Value;
use std::time::{Duration, Instant};

/// A notification goes out within milliseconds, and an answer may take 5 s.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often is looked.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A record's state, as the control API shows it.
pub(super) fn state(world: &World, records: &str, of: &str, wanted: &str) -> Result<Came, Failure> {
    let value = world.control.get(&[records, world.mchid(), of], &[]);
    let value = value.map_err(|error| Failure::new("state", error.to_string()))?;
    // A refund has a status.
    let got = value["state"].as_str().or(value["status"].as_str()).unwrap_or_default().to_owned();
    if got == wanted {
        return Ok(Came { short: of.to_owned(), value });
    }
    Err(Failure::new("state", format!("wanted {wanted}, got {got}")).with(&value))
}

/// Which notification.
pub(super) struct Wanted<'a> {
    pub(super) event: &'a str,
    pub(super) of: &'a str,
    pub(super) delivery: &'a str,
    pub(super) attempts: Option<u64>,
    /// What its plaintext has.
    pub(super) expected: Value,
}

impl Wanted<'_> {
    fn fits(&self, notification: &Value) -> bool {
        let made = notification["attempts"].as_array().map_or(0, Vec::len);
        notification["event_type"] == self.event
            && (self.delivery == "any" || notification["status"] == self.delivery)
            && self.attempts.is_none_or(|wanted| u64::try_from(made) == Ok(wanted))
    }
}

/// Waits until there is such a notification; what comes of it is its plaintext.
pub(super) fn notification(world: &World, wanted: &Wanted<'_>) -> Result<Came, Failure> {
    let query = [("mchid", Some(world.mchid().to_owned())), ("out_order_no", Some(wanted.of.to_owned()))];
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = world.control.get(&["notifications"], &query);
        let answer = answer.map_err(|error| Failure::new("notification", error.to_string()))?;
        let all = answer["notifications"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        let mut fitting = all.iter().filter(|notification| wanted.fits(notification)).peekable();
        if fitting.peek().is_some() {
            // Of several, the one that says what is expected; else the newest, for the step to complain of.
            let first = fitting.peek().copied();
            let found = fitting.find(|notification| {
                wanted.expected.is_null() || differences(&wanted.expected, &notification["plaintext"]).is_empty()
            });
            let found = found.or(first).map_or(Value::Null, Value::clone);
            return Ok(Came { short: outcome(&found), value: found["plaintext"].clone() });
        }
        if Instant::now() >= deadline {
            return Err(missing(wanted, all));
        }
        std::thread::sleep(LOOK_AGAIN);
    }
}

fn missing(wanted: &Wanted<'_>, all: &[Value]) -> Failure {
    let of_this_event: Vec<&Value> = all.iter().filter(|one| one["event_type"] == wanted.event).collect();
    let count = wanted.attempts.map_or(String::new(), |attempts| format!(" after {attempts} attempts"));
    let wish = format!("wanted {} {}{count}", wanted.event, wanted.delivery);
    let what = match of_this_event.first() {
        Some(one) => {
            let made = one["attempts"].as_array().map_or(0, Vec::len);
            let status = one["status"].as_str().unwrap_or_default();
            format!("{wish}, got {status} after {made} attempts, the last: {}", outcome(one))
        }
        None if all.is_empty() => format!("{wish}; there is no notification of {}", wanted.of),
        None => {
            let events: Vec<&str> = all.iter().filter_map(|one| one["event_type"].as_str()).collect();
            format!("{wish}; of {} there are only {}", wanted.of, events.join(", "))
        }
    };
    Failure { got: of_this_event.first().map(|one| (*one).clone()), ..Failure::new("notification", what) }
}

/// How the last attempt ended.
fn outcome(notification: &Value) -> String {
    let Some(last) = notification["attempts"].as_array().and_then(|made| made.last()) else {
        return "no attempt".to_owned();
    };
    let url = notification["url"].as_str().unwrap_or_default();
    match last["status"].as_u64() {
        Some(status) => format!("HTTP {status} from {url}"),
        None => format!("{} ({url})", last["error"].as_str().unwrap_or_default()),
    }
}
