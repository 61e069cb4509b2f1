//! `src/reference/refusals.tsv`: what each operation is seen to refuse in these tests, for the reference pages.
//!
//! `rm` it and run `PAYSCORE_REWRITE=1 cargo test -p payscore-server --test http` to write it anew.

use crate::client::Answer;
use parking_lot::Mutex;
use payscore_api::operation_at;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/reference/refusals.tsv");

static KNOWN: LazyLock<Mutex<BTreeSet<String>>> = LazyLock::new(|| {
    let text = std::fs::read_to_string(Path::new(FILE)).unwrap_or_default();
    Mutex::new(text.lines().map(str::to_owned).collect())
});

/// Holds a refusal against the file, or puts it there.
pub(crate) fn note(method: &str, target: &str, answer: &Answer) {
    // Who calls, how often, and what the server itself does wrong are the same for all operations.
    if !(400..500).contains(&answer.status) || [401, 405, 429].contains(&answer.status) {
        return;
    }
    let path = target.split('?').next().unwrap_or_default();
    let path = path.find("/v3/").map_or(path, |at| &path[at..]);
    let Some(operation) = operation_at(method, path) else { return };
    let Ok(body) = serde_json::from_slice::<serde_json::Value>(&answer.body) else { return };
    let (Some(code), Some(message)) = (body["code"].as_str(), body["message"].as_str()) else { return };
    // So does a fault that there is not.
    if body["detail"]["field"] == "/Wechatpay-Negative-Test" {
        return;
    }
    // What breaks a field's declaration follows from the declaration.
    if ["输入源", "无法将", "无法解析"].iter().any(|begin| message.starts_with(begin)) {
        return;
    }
    let line = format!("{}\t{}\t{code}\t{}", operation.name, answer.status, without_values(message));
    let mut known = KNOWN.lock();
    if known.contains(&line) {
        return;
    }
    assert!(std::env::var_os("PAYSCORE_REWRITE").is_some(), "not in {FILE}, PAYSCORE_REWRITE=1 adds it: {line}");
    known.insert(line);
    let text: String = known.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(FILE, text).expect("refusals.tsv can be written");
}

/// A date or an amount in a message is the test's own.
fn without_values(message: &str) -> String {
    let mut text = String::new();
    for c in message.chars() {
        match c {
            '0'..='9' if text.ends_with('…') => {}
            '0'..='9' => text.push('…'),
            c => text.push(c),
        }
    }
    text
}
