//! What each call is given.

use serde_json::{Value, json};
use std::sync::LazyLock;

/// A value for this variable, and no other: with all that somebody on the way might want to mend.
pub(crate) fn value(variable: &str) -> String {
    format!("{variable}:Aa%2f../*|?#完 +~")
}

pub(crate) fn query() -> &'static [(&'static str, &'static str)] {
    &[("q", "a b+%2F&完")]
}

pub(crate) fn body() -> &'static Value {
    static BODY: LazyLock<Value> = LazyLock::new(|| json!({"reason": "用户投诉"}));
    &BODY
}
