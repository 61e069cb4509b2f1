//! What every declared operation can do, for the SDK and the server alike.

use crate::check::{Limits, diagnose};
use crate::spec::sealed::Sealed;
use crate::spec::{Field, OperationSpec, Schema};
use crate::violation::{Issue, Location, Violation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A declared operation; the implementing type is its request.
pub trait Operation: Serialize + DeserializeOwned + Limits + Send + Sync {
    /// Its answer.
    type Response: Serialize + DeserializeOwned + Schema + Send;

    /// Its declaration.
    const SPEC: &'static OperationSpec;

    /// The values of the path's variables.
    fn path_values(&self) -> Vec<(&'static str, &str)>;

    /// What stands after the question mark beside a body.
    fn beside_values(&self) -> Vec<(&'static str, &str)>;

    /// Sets a variable of the path, or a text after the question mark that goes with a body.
    fn set_text(&mut self, name: &str, value: String);

    /// Reads a request: `body` for POST, `query` for GET. The first broken field is named.
    fn read(path_values: Vec<(String, String)>, query: &str, body: &[u8]) -> Result<Self, Violation> {
        let mut request: Self = if Self::SPEC.method == "GET" { read_query(query)? } else { read_body(body)? };
        for (name, value) in path_values {
            request.set_text(&name, value);
        }
        if Self::SPEC.method != "GET" {
            read_beside(&mut request, query)?;
        }
        request.check_limits()?;
        Ok(request)
    }
}

/// An answer without a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
pub struct NoContent {}

impl Sealed for NoContent {}

impl Schema for NoContent {
    const FIELDS: &'static [Field] = &[];
}

fn read_query<O: Operation>(query: &str) -> Result<O, Violation> {
    serde_urlencoded::from_str(query).map_err(|error| {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let object: Map<String, Value> = pairs.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
        diagnose(&Value::Object(object), O::FIELDS)
            .map_or_else(|| Violation::unreadable(Location::Query, error.to_string()), |v| v.located(Location::Query))
    })
}

/// Reads what follows the question mark where there is a body as well.
fn read_beside<O: Operation>(request: &mut O, query: &str) -> Result<(), Violation> {
    let given: Vec<(String, String)> = serde_urlencoded::from_str(query)
        .map_err(|error: serde_urlencoded::de::Error| Violation::unreadable(Location::Query, error.to_string()))?;
    for field in O::SPEC.query_fields {
        match given.iter().find(|(name, value)| name == field.name && !value.is_empty()) {
            Some((_, value)) => request.set_text(field.name, value.clone()),
            None => return Err(Violation::of(field, Issue::Missing, "".into()).located(Location::Query)),
        }
    }
    Ok(())
}

fn read_body<O: Operation>(body: &[u8]) -> Result<O, Violation> {
    // An operation that wants nothing in its body needs none.
    let body = if O::FIELDS.is_empty() && body.trim_ascii().is_empty() { b"{}" } else { body };
    // Typed at the first go; only what fails is read a second time, to say what was wrong with it.
    let text = std::str::from_utf8(body);
    // Whose UTF-8 is in order as a whole need not be asked string by string.
    let read = text.map_or_else(|_| serde_json::from_slice(body), serde_json::from_str);
    read.map_err(|error| {
        if let Err(error) = text {
            return Violation::unreadable(
                Location::Body,
                format!("the body is not UTF-8 (byte {})", error.valid_up_to()),
            );
        }
        match serde_json::from_slice::<Value>(body) {
            Err(error) => Violation::unreadable(Location::Body, format!("the body is not JSON: {error}")),
            Ok(value) => {
                diagnose(&value, O::FIELDS).unwrap_or_else(|| Violation::unreadable(Location::Body, error.to_string()))
            }
        }
    })
}
