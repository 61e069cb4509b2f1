//! From what was asked for to the request that is to be signed.

use super::super::error::ControlError;
use crate::app::App;
use crate::call::Draft;
use crate::identity::{Account, Signer};
use crate::reference::path_of;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use payscore_api::spec::{Field, OperationSpec};
use payscore_api::{for_each_encrypted, operation_at, operations};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

const WECHATPAY_SERIAL: HeaderName = HeaderName::from_static("wechatpay-serial");
/// These say who calls, or belong to the connection.
const NOT_OURS: [HeaderName; 4] = [AUTHORIZATION, HOST, CONTENT_LENGTH, TRANSFER_ENCODING];

const SHAPE: &str = r#"{"mchid", "operation" and "path_values", or "method" and "path"; "query", "body"}"#;

/// What is to be called, by whom.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallRequest {
    /// The merchant's number, or the name of its folder.
    pub(super) mchid: String,
    /// Either an operation of the catalogue,
    operation: Option<String>,
    #[serde(default)]
    path_values: BTreeMap<String, Value>,
    /// or whatever method
    method: Option<String>,
    /// and encoded path.
    path: Option<String>,
    #[serde(default)]
    query: BTreeMap<String, Value>,
    /// An object; a text is sent as it is.
    body: Option<Value>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Whether sensitive fields are given in the clear.
    #[serde(default = "yes")]
    encrypt: bool,
}

fn yes() -> bool {
    true
}

fn wrong(field: &str, reason: impl std::fmt::Display) -> ControlError {
    ControlError::bad_request(format!("{field}: {reason}"))
}

impl CallRequest {
    pub(super) fn read(body: &[u8]) -> Result<Self, ControlError> {
        serde_json::from_slice(body)
            .map_err(|error| ControlError::bad_request(format!("the body should be {SHAPE}: {error}")))
    }

    /// The request, its sensitive fields encrypted. What upstream would refuse is sent as it is: that is for the API to
    /// say.
    pub(super) fn draft(self, app: &App, account: &Account) -> Result<Draft, ControlError> {
        let (method, path, spec) = self.place()?;
        let query = encode_query(&self.query)?;
        let joint = if path.contains('?') { '&' } else { '?' };
        let target = if query.is_empty() { path } else { format!("{path}{joint}{query}") };
        let target = target.parse().map_err(|error| wrong("path", format!("{target}: {error}")))?;
        let mut headers = read_headers(&self.headers)?;
        let body = match self.body {
            None => Bytes::new(),
            Some(Value::String(text)) => text.into(),
            Some(mut body) => {
                if let Some(spec) = spec.filter(|_| self.encrypt) {
                    seal(spec, &mut body, &mut headers, app, account)?;
                }
                body.to_string().into()
            }
        };
        Ok(Draft { method, target, headers, body })
    }

    /// Method and encoded path, and the operation, where it is one.
    fn place(&self) -> Result<(Method, String, Option<&'static OperationSpec>), ControlError> {
        match (&self.operation, &self.method, &self.path) {
            (Some(name), None, None) => {
                let known = operations().find(|spec| spec.name == name);
                let spec = known.ok_or_else(|| {
                    wrong("operation", format!("no operation is called {name}; GET /_payscore/openapi.json has all"))
                })?;
                Ok((method_of(spec.method)?, fill(spec, &self.path_values)?, Some(spec)))
            }
            (None, Some(method), Some(path)) => {
                if !path.starts_with("/v3/") {
                    return Err(wrong("path", format!("should begin with /v3/: {path}")));
                }
                if !self.path_values.is_empty() {
                    return Err(wrong("path_values", "these go with an operation; a path is given with its values"));
                }
                let spec = operation_at(method, path.split('?').next().unwrap_or_default());
                Ok((method_of(method)?, path.clone(), spec))
            }
            _ => Err(ControlError::bad_request("operation, or method and path: one of the two is needed")),
        }
    }
}

fn method_of(name: &str) -> Result<Method, ControlError> {
    name.parse().map_err(|_| wrong("method", format!("not a method of HTTP: {name}")))
}

/// The operation's path with its values.
fn fill(spec: &OperationSpec, values: &BTreeMap<String, Value>) -> Result<String, ControlError> {
    let unknown = values.keys().find(|name| !spec.path_fields.iter().any(|field| field.name == name.as_str()));
    if let Some(name) = unknown {
        return Err(wrong(
            &format!("path_values.{name}"),
            format!("{} has no such variable: {}", spec.name, spec.path),
        ));
    }
    let mut filled = Vec::new();
    for Field { name, .. } in spec.path_fields {
        let place = format!("path_values.{name}");
        let value = values.get(*name).map(|value| scalar(value, &place)).transpose()?.unwrap_or_default();
        if value.is_empty() {
            return Err(wrong(&place, format!("missing; the path is {}", spec.path)));
        }
        if value == "." || value == ".." {
            return Err(wrong(&place, format!("no path can carry {value}")));
        }
        filled.push((*name, value));
    }
    Ok(path_of(spec, &filled))
}

fn encode_query(query: &BTreeMap<String, Value>) -> Result<String, ControlError> {
    let pair = |(name, value)| Ok((name, scalar(value, &format!("query.{name}"))?));
    let pairs: Vec<(&String, String)> = query.iter().map(pair).collect::<Result<_, ControlError>>()?;
    let encoded = serde_urlencoded::to_string(pairs).map_err(|error| wrong("query", error))?;
    Ok(encoded.replace('+', "%20"))
}

/// A value that can stand in an address.
fn scalar(value: &Value, field: &str) -> Result<String, ControlError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(wrong(field, "should be a text, a number or a boolean")),
    }
}

fn read_headers(given: &BTreeMap<String, String>) -> Result<HeaderMap, ControlError> {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let field = format!("headers.{name}");
        let name = HeaderName::try_from(name).map_err(|error| wrong(&field, error))?;
        if NOT_OURS.contains(&name) {
            return Err(wrong(&field, "the server makes this one itself"));
        }
        headers.insert(name, HeaderValue::try_from(value).map_err(|error| wrong(&field, error))?);
    }
    Ok(headers)
}

/// Encrypts what the catalogue says for the platform's key: the one that `Wechatpay-Serial` names, else the one that
/// signs for this merchant, which is then named.
fn seal(
    spec: &OperationSpec,
    body: &mut Value,
    headers: &mut HeaderMap,
    app: &App,
    account: &Account,
) -> Result<(), ControlError> {
    let platform = app.platform.current();
    let named = headers.get(WECHATPAY_SERIAL).and_then(|value| value.to_str().ok());
    let Signer { serial, key, .. } = platform.signer(named, account);
    let mut sealed = false;
    for_each_encrypted(spec.body_fields, body, &mut |field, text| {
        sealed = true;
        let encrypt =
            |error| wrong(&format!("body.{}", field.name), format!("{error}; of ciphertext, say encrypt: false"));
        key.public_key().encrypt(text.as_bytes()).map_err(encrypt)
    })?;
    if sealed && let Ok(serial) = HeaderValue::from_str(serial) {
        headers.entry(WECHATPAY_SERIAL).or_insert(serial);
    }
    Ok(())
}
