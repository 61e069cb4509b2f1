//! A line of the log for each request: who called what, and how that ended. Neither target nor bodies: both may name
//! users.

use super::Entry;
use crate::control::{mchid_of, operation_of};
use serde_json::Value;

/// What `RUST_LOG` calls these lines.
const TARGET: &str = "payscore_server::request";

/// Whether anybody reads them.
pub(super) fn is_on() -> bool {
    tracing::enabled!(target: TARGET, tracing::Level::DEBUG)
}

/// Writes the line, where anybody reads it.
pub(super) fn write(entry: &Entry) {
    if !is_on() {
        return;
    }
    let answer: Value = if entry.status < 400 {
        Value::Null
    } else {
        serde_json::from_slice(entry.answered().bytes).unwrap_or_default()
    };
    tracing::debug!(
        target: TARGET,
        method = entry.method.as_str(),
        operation = operation_of(entry),
        mchid = mchid_of(entry),
        status = entry.status,
        code = answer["code"].as_str(),
        request_id = entry.request_id(),
        duration_ms = entry.took.as_secs_f64() * 1000.0,
        "answered"
    );
}
