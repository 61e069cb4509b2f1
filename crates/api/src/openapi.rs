//! The OpenAPI 3.1 document, derived from the catalogue.

use crate::catalogue::operations;
use crate::check::{DAY_PATTERN, OUT_NUMBER_PATTERN};
use crate::spec::{Field, OperationSpec, Shape};
use serde_json::{Map, Value, json};

/// The document. `server` is the address that the caller reached the server at.
pub fn document(server: &str) -> Value {
    let mut paths = Map::new();
    for spec in operations() {
        let path = paths.entry(spec.path).or_insert_with(|| json!({}));
        path[spec.method.to_lowercase()] = operation(spec);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "WeChat Pay Score (payscore server)",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every request is signed: Authorization: WECHATPAY2-SHA256-RSA2048 …",
        },
        "servers": [{ "url": server }],
        "paths": paths,
        "components": {
            "schemas": { "Error": error_schema() },
            "securitySchemes": {
                "wechatpay2": {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "WECHATPAY2-SHA256-RSA2048 mchid=\"…\",nonce_str=\"…\",signature=\"…\",timestamp=\"…\",serial_no=\"…\"",
                },
            },
        },
        "security": [{ "wechatpay2": [] }],
    })
}

fn operation(spec: &OperationSpec) -> Value {
    let parameters: Vec<Value> = spec
        .path_fields
        .iter()
        .map(|field| parameter(field, "path"))
        .chain(spec.query_fields.iter().map(|field| parameter(field, "query")))
        .chain(spec.encrypts().then(key_header))
        .collect();
    let mut success = json!({ "description": spec.title });
    if spec.success != 204 {
        success["content"] = json!({ "application/json": { "schema": object_schema(spec.response_fields) } });
    }
    let mut operation = json!({
        "operationId": spec.name,
        "summary": spec.title,
        "description": lines(spec.doc),
        "externalDocs": { "url": spec.source },
        "parameters": parameters,
        "responses": {
            spec.success.to_string(): success,
            "default": {
                "description": "Refused",
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
            },
        },
    });
    if spec.method == "POST" {
        operation["requestBody"] = json!({
            "required": !spec.body_fields.is_empty(),
            "content": { "application/json": { "schema": object_schema(spec.body_fields) } },
        });
    }
    operation
}

fn parameter(field: &Field, place: &str) -> Value {
    json!({
        "name": field.name,
        "in": place,
        "required": field.required,
        "description": described(field),
        "schema": shape_schema(&field.shape),
    })
}

/// Which of the platform's keys encrypted the body's sensitive fields.
fn key_header() -> Value {
    json!({
        "name": "Wechatpay-Serial",
        "in": "header",
        "required": true,
        "description": "微信支付公钥ID或平台证书序列号: the platform key that the encrypted fields are encrypted for.",
        "schema": { "type": "string" },
    })
}

fn object_schema(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let mut schema = shape_schema(&field.shape);
            schema["description"] = described(field).into();
            (field.name.to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

fn shape_schema(shape: &Shape) -> Value {
    match *shape {
        Shape::Text { min, max } => json!({ "type": "string", "minLength": min, "maxLength": max }),
        Shape::OutNumber => json!({ "type": "string", "pattern": OUT_NUMBER_PATTERN }),
        Shape::OneOf(values) => json!({ "type": "string", "enum": values }),
        Shape::Time { on_accept: true } => json!({ "type": "string", "pattern": r"^(\d{8}(\d{6})?|OnAccept)$" }),
        Shape::Time { on_accept: false } => json!({ "type": "string", "pattern": r"^\d{8}(\d{6})?$" }),
        Shape::Encrypted { .. } => {
            json!({ "type": "string", "contentEncoding": "base64", "x-encrypted": "RSA-OAEP under the platform's key" })
        }
        Shape::Day => json!({ "type": "string", "pattern": DAY_PATTERN }),
        Shape::Url { max } => json!({ "type": "string", "format": "uri", "maxLength": max }),
        Shape::Integer { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Fen { min } => json!({ "type": "integer", "minimum": min }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Object(fields) => object_schema(fields),
        Shape::Texts { max, each } => {
            json!({ "type": "array", "maxItems": max, "items": { "type": "string", "minLength": 1, "maxLength": each } })
        }
        Shape::List { max, fields } => json!({ "type": "array", "maxItems": max, "items": object_schema(fields) }),
    }
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "code": { "type": "string" },
            "message": { "type": "string" },
            "detail": { "type": "object" },
        },
    })
}

fn described(field: &Field) -> String {
    format!("{}: {}", field.label, lines(field.doc))
}

fn lines(doc: &[&str]) -> String {
    doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}
