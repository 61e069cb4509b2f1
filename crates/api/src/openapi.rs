//! The OpenAPI 3.1 document, derived from the catalogue.

mod webhooks;

use crate::catalogue::operations;
use crate::check::{OUT_NUMBER_PATTERN, OUT_REFUND_NUMBER_PATTERN};
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
        "webhooks": webhooks::webhooks(),
        "components": {
            "schemas": { "Error": error_schema() },
            "responses": refusals(),
            "headers": headers(),
            "parameters": { SERIAL_PARAMETER: serial_parameter() },
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

/// An answer that any operation can give instead of success.
struct Refused {
    status: u16,
    name: &'static str,
    description: &'static str,
    headers: &'static [&'static str],
}

const REQUEST_ID: &str = "Request-ID";

/// What every signed answer carries.
const SIGNED: &[&str] = &[
    REQUEST_ID,
    "Wechatpay-Nonce",
    "Wechatpay-Serial",
    "Wechatpay-Signature",
    "Wechatpay-Signature-Type",
    "Wechatpay-Timestamp",
];

/// Which key the caller wants the answer signed with.
const SERIAL_PARAMETER: &str = "WechatpaySerial";

const REFUSALS: &[Refused] = &[
    Refused {
        status: 400,
        name: "Invalid",
        description: "A field, a rule or the state stands against it: PARAM_ERROR, INVALID_REQUEST, …",
        headers: SIGNED,
    },
    Refused {
        status: 401,
        name: "Unsigned",
        description: "Not signed, or not rightly: SIGN_ERROR. Itself unsigned",
        headers: &[REQUEST_ID],
    },
    Refused {
        status: 403,
        name: "Forbidden",
        description: "Not for this merchant, application or service: NO_AUTH",
        headers: SIGNED,
    },
    Refused {
        status: 404,
        name: "NotFound",
        description: "No such thing: ORDER_NOT_EXIST, RESOURCE_NOT_EXISTS; unsigned where not even the path is known",
        headers: &[REQUEST_ID],
    },
    Refused { status: 429, name: "TooMany", description: "Too many calls: FREQUENCY_LIMITED", headers: SIGNED },
    Refused { status: 500, name: "Failed", description: "The server's own fault: SYSTEM_ERROR", headers: SIGNED },
];

fn refusals() -> Map<String, Value> {
    let response = |refused: &Refused| {
        json!({
            "description": refused.description,
            "headers": header_references(refused.headers),
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
        })
    };
    REFUSALS.iter().map(|refused| (refused.name.to_owned(), response(refused))).collect()
}

fn headers() -> Value {
    let header = |description: &str, pattern: &str| json!({ "description": description, "required": true, "schema": { "type": "string", "pattern": pattern } });
    json!({
        REQUEST_ID: header("Names the request; ends in the number of the error, or 0", "^[0-9A-F]+-[0-9]+$"),
        "Wechatpay-Nonce": header("Part of the signed message", "^[0-9A-Za-z]{16,}$"),
        "Wechatpay-Serial": header("Which key signed: a certificate's serial number or a public key's id", "^[0-9A-Z_]+$"),
        "Wechatpay-Signature": header("Base64, or a probe that must not verify", "^[0-9A-Za-z+/=]+$"),
        "Wechatpay-Signature-Type": header("The scheme", "^WECHATPAY2-SHA256-RSA2048$"),
        "Wechatpay-Timestamp": header("Unix seconds, part of the signed message", "^[0-9]+$"),
    })
}

fn header_references(names: &[&str]) -> Map<String, Value> {
    names.iter().map(|name| ((*name).to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }))).collect()
}

fn serial_parameter() -> Value {
    json!({
        "name": "Wechatpay-Serial",
        "in": "header",
        "required": false,
        "description": "The platform's certificate or public key that encrypted the request and is to sign the answer",
        "schema": { "type": "string" },
    })
}

fn operation(spec: &OperationSpec) -> Value {
    let parameters: Vec<Value> = spec
        .path_fields
        .iter()
        .map(|field| parameter(field, "path"))
        .chain(spec.query_fields.iter().map(|field| parameter(field, "query")))
        .chain((!spec.encrypts()).then(|| json!({ "$ref": format!("#/components/parameters/{SERIAL_PARAMETER}") })))
        .chain(spec.encrypts().then(key_header))
        .collect();
    let mut responses: Map<String, Value> = REFUSALS
        .iter()
        .map(|refusal| {
            (refusal.status.to_string(), json!({ "$ref": format!("#/components/responses/{}", refusal.name) }))
        })
        .collect();
    let mut success = json!({ "description": spec.title, "headers": header_references(SIGNED) });
    if spec.success != 204 {
        success["content"] = json!({ "application/json": { "schema": answer_schema(spec.response_fields) } });
    }
    responses.insert(spec.success.to_string(), success);
    let mut operation = json!({
        "operationId": spec.name,
        "summary": spec.title,
        "description": lines(spec.doc),
        "externalDocs": { "url": spec.source },
        "parameters": parameters,
        "responses": responses,
    });
    if spec.method == "POST" {
        operation["requestBody"] = json!({
            "required": !spec.body_fields.is_empty(),
            "content": { "application/json": { "schema": object_schema(spec.body_fields) } },
        });
    }
    operation
}

/// What the server says: a text that the merchant left out may come back empty.
fn answer_schema(fields: &[Field]) -> Value {
    fn relax(schema: &mut Value) {
        match schema {
            Value::Object(members) => {
                members.remove("minLength");
                members.values_mut().for_each(relax);
            }
            Value::Array(items) => items.iter_mut().for_each(relax),
            _ => {}
        }
    }
    let mut schema = object_schema(fields);
    relax(&mut schema);
    schema
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
            // An empty optional text counts as left out.
            if let (Shape::Text { .. }, false) = (field.shape, field.required) {
                schema["minLength"] = 0.into();
            }
            schema["description"] = described(field).into();
            (field.name.to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// `yyyyMMdd`. The calendar is not in it: 20260231 looks like a day and is refused.
const DAY: &str = "[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])";
/// `HHmmss`.
const CLOCK: &str = "([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]";

fn shape_schema(shape: &Shape) -> Value {
    match *shape {
        Shape::Text { min, max } => json!({ "type": "string", "minLength": min, "maxLength": max }),
        Shape::OutNumber => json!({ "type": "string", "pattern": OUT_NUMBER_PATTERN }),
        Shape::OutRefundNumber => json!({ "type": "string", "pattern": OUT_REFUND_NUMBER_PATTERN }),
        Shape::OneOf(values) => json!({ "type": "string", "enum": values }),
        Shape::Time { on_accept: true } => {
            json!({ "type": "string", "pattern": format!("^({DAY}({CLOCK})?|OnAccept)$") })
        }
        Shape::Time { on_accept: false } => json!({ "type": "string", "pattern": format!("^{DAY}({CLOCK})?$") }),
        Shape::Day => json!({ "type": "string", "pattern": format!("^{DAY}$") }),
        Shape::Encrypted { .. } => {
            json!({ "type": "string", "contentEncoding": "base64", "x-encrypted": "RSA-OAEP under the platform's key" })
        }
        Shape::Url { max } => json!({ "type": "string", "format": "uri", "maxLength": max }),
        Shape::Integer { min, max } => json!({ "type": "integer", "format": "int64", "minimum": min, "maximum": max }),
        Shape::Fen { min } => {
            json!({ "type": "integer", "format": "int64", "minimum": min, "maximum": i64::MAX })
        }
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
            "code": { "type": "string", "pattern": "^[A-Z_]+$", "description": "Which kind of error, for programs" },
            "message": { "type": "string", "minLength": 1, "description": "What is wrong, for people" },
            "detail": { "type": "object", "description": "Field, value, issue and location, where there is more to say" },
        },
    })
}

fn described(field: &Field) -> String {
    format!("{}: {}", field.label, lines(field.doc))
}

fn lines(doc: &[&str]) -> String {
    doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}
