//! What the server sends: every notification, as an OpenAPI webhook.

use super::answer_schema;
use crate::notification::{NOTIFICATIONS, NotificationSpec};
use serde_json::{Map, Value, json};

/// Every notification by its event type.
pub(super) fn webhooks() -> Map<String, Value> {
    NOTIFICATIONS.iter().map(|spec| (spec.event_type.to_owned(), json!({ "post": webhook(spec) }))).collect()
}

fn webhook(spec: &NotificationSpec) -> Value {
    json!({
        "operationId": spec.event_type,
        "summary": spec.title,
        "description": "Signed like an answer. 2xx within 5 s takes it; anything else has it sent again.",
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": envelope(spec) } },
        },
        "responses": {
            "2XX": { "description": "Taken" },
            "default": { "description": "To be sent again" },
        },
    })
}

fn envelope(spec: &NotificationSpec) -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let mut resource = json!({
        "type": "object",
        "required": ["algorithm", "ciphertext", "nonce", "original_type", "associated_data"],
        "properties": {
            "algorithm": { "type": "string", "enum": ["AEAD_AES_256_GCM"] },
            "ciphertext": text("Base64 of the plaintext under the merchant's APIv3 key, and its tag"),
            "nonce": text("Twelve characters"),
            "original_type": text("What the plaintext is about"),
            "associated_data": text("Authenticated along with the ciphertext"),
        },
    });
    // OpenAPI has no word for what is inside a ciphertext.
    resource["x-plaintext"] = match spec.plaintexts {
        [fields] => answer_schema(fields),
        several => json!({ "anyOf": several.iter().map(|fields| answer_schema(fields)).collect::<Vec<_>>() }),
    };
    json!({
        "type": "object",
        "required": ["id", "create_time", "resource_type", "event_type", "summary", "resource"],
        "properties": {
            "id": text("The notification's own; the same whenever it is sent again"),
            "create_time": { "type": "string", "format": "date-time" },
            "resource_type": { "type": "string", "enum": ["encrypt-resource"] },
            "event_type": { "type": "string", "enum": [spec.event_type] },
            "summary": text("A few words for people"),
            "resource": resource,
        },
    })
}
