//! Answers as snapshots: status, the number at the end of `Request-ID`, and the body. What is drawn at random is held
//! against its shape and then replaced by its name. Times need no such treatment: the wall stands still.

use crate::client::Answer;
use serde_json::{Value, json};

impl Answer {
    pub(crate) fn shown(&self) -> Value {
        let body = if self.body.is_empty() { Value::Null } else { redacted(self.json()) };
        json!({ "status": self.status, "number": self.number(), "body": body })
    }
}

/// Replaces random values, after a look at each.
pub(crate) fn redacted(mut value: Value) -> Value {
    redact(&mut value);
    value
}

fn redact(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match field.as_str().filter(|text| !text.is_empty()).and_then(|text| random(name, text)) {
                    Some(true) => *field = format!("[{name}]").into(),
                    Some(false) => panic!("{name} has the wrong shape: {field}"),
                    None => redact(field),
                }
            }
        }
        _ => {}
    }
}

/// Whether a random field looks like one; `None` for all others.
fn random(name: &str, text: &str) -> Option<bool> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    Some(match name {
        "order_id" | "out_trade_no" => text.len() == 31 && digits(text) && text.starts_with("1000000000202"),
        "transaction_id" | "finish_transaction_id" => text.len() == 28 && digits(text) && text.starts_with("4200"),
        "refund_id" => text.len() == 29 && digits(text) && text.starts_with("503"),
        "package" => text.len() <= 300 && text.starts_with("AAQTnZoAAAABAAAAAA"),
        "query_id" | "finish_ticket" => text.len() == 32 && hex(text),
        "plan_id" => text.len() == 32 && digits(text) && text.starts_with("0100003321"),
        "sign_plan_id" => text.len() == 32 && digits(text) && text.starts_with("0102003321"),
        "notify_url" | "merchant_callback_url" | "result_notify_url" | "url" => text.starts_with("http://127.0.0.1:"),
        "id" => text.len() == 36 && hex(&text.replace('-', "")),
        _ => return None,
    })
}
