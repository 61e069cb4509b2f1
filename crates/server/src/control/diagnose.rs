//! `POST diagnose`: why a request was, or would be, turned away at the door; one from the journal, or one quoted whole.

use super::body::JsonBody;
use super::error::ControlError;
use super::requests::{find, summary};
use crate::app::App;
use crate::diagnosis::{self, Comparison, Diagnosis, Finding, Given, Known, compare, visible};
use crate::gateway::{API_ROOT, signed_part};
use crate::journal::Entry;
use axum::Json;
use axum::extract::State;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::header::AUTHORIZATION;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The lines of a signed message.
const LINES: [&str; 5] = ["method", "path and query", "timestamp", "nonce_str", "body"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DiagnoseRequest {
    /// One from the journal.
    request_id: Option<String>,
    /// Otherwise: how it is sent, and
    method: Option<String>,
    /// where to,
    url: Option<String>,
    /// with which `Authorization` headers,
    #[serde(default)]
    authorization: Vec<String>,
    /// and with which body, in base64.
    #[serde(default)]
    body_base64: String,
    /// When, in unix seconds; now, when left out.
    at: Option<i64>,
    /// The message that was signed, in base64: it is compared with the one that should have been.
    signed_message_base64: Option<String>,
}

/// A request with all that belongs to it.
struct Quoted {
    method: String,
    target: String,
    stripped: String,
    origin: String,
    authorizations: Vec<String>,
    body: Vec<u8>,
    at: i64,
}

/// `POST diagnose`
pub(super) async fn diagnose(
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<DiagnoseRequest>,
) -> Result<Json<Value>, ControlError> {
    let theirs = request.signed_message_base64.as_deref().map(|text| decode("signed_message_base64", text));
    let theirs = theirs.transpose()?;
    let Some(request_id) = &request.request_id else {
        let quoted = quoted(request, app.clock.wall())?;
        let found = examine(&app, &quoted);
        return Ok(Json(answer(Finding::all(&found.findings), &found, theirs.as_deref())));
    };
    let entry = find(&app, request_id)?;
    let summary = summary(&entry);
    let found = if entry.received().is_cut() { Diagnosis::default() } else { examine(&app, &noted(&entry)) };
    // What was said then counts: merchants and nonces may be others by now.
    let mut answer = answer(summary.get("diagnosis").cloned(), &found, theirs.as_deref());
    answer["failing"] = (entry.status >= 400).into();
    answer["request"] = summary.into();
    Ok(Json(answer))
}

fn examine(app: &App, quoted: &Quoted) -> Diagnosis {
    let authorizations: Vec<&str> = quoted.authorizations.iter().map(String::as_str).collect();
    let meta = signed_part(&quoted.stripped, &quoted.body);
    let given = Given {
        method: &quoted.method,
        target: &quoted.target,
        stripped: &quoted.stripped,
        origin: &quoted.origin,
        authorizations: &authorizations,
        body: meta.as_deref().unwrap_or(&quoted.body),
        received: &quoted.body,
        now: quoted.at,
        replayed: false,
    };
    diagnosis::diagnose(&Known::of(app), &given)
}

fn quoted(request: DiagnoseRequest, now: i64) -> Result<Quoted, ControlError> {
    let missing = |field| ControlError::bad_request(format!("{field} is missing; or name a request_id"));
    let url = request.url.ok_or_else(|| missing("url"))?;
    let (origin, target) = split(&url);
    let target = target.split('#').next().unwrap_or_default().to_owned();
    Ok(Quoted {
        method: request.method.ok_or_else(|| missing("method"))?,
        stripped: stripped(&target).to_owned(),
        target,
        origin: origin.to_owned(),
        authorizations: request.authorization,
        body: decode("body_base64", &request.body_base64)?,
        at: request.at.unwrap_or(now),
    })
}

fn noted(entry: &Entry) -> Quoted {
    let values = entry.header(&AUTHORIZATION);
    Quoted {
        method: entry.method.to_string(),
        target: entry.target().to_owned(),
        stripped: entry.stripped().to_owned(),
        origin: entry.origin().to_owned(),
        authorizations: values.map(|value| String::from_utf8_lossy(value).into_owned()).collect(),
        body: entry.received().bytes.to_vec(),
        at: entry.at,
    }
}

/// Scheme and authority, and what follows.
fn split(url: &str) -> (&str, &str) {
    let authority = url.find("://").filter(|at| !url[..*at].contains('/')).map(|at| at + 3);
    let end = authority.map_or(0, |from| url[from..].find(['/', '?']).map_or(url.len(), |at| from + at));
    match url.split_at(end) {
        (origin, "") => (origin, "/"),
        parts => parts,
    }
}

/// Without a base URL's prefix.
fn stripped(target: &str) -> &str {
    let path = target.split('?').next().unwrap_or_default();
    path.find(API_ROOT).map_or(target, |at| &target[at..])
}

fn decode(field: &str, text: &str) -> Result<Vec<u8>, ControlError> {
    STANDARD.decode(text).map_err(|error| ControlError::bad_request(format!("{field} is not base64: {error}")))
}

fn answer(explanation: Option<Value>, found: &Diagnosis, theirs: Option<&[u8]>) -> Value {
    let compared = found.expected.as_deref().zip(theirs).map(|(expected, theirs)| {
        let Comparison { first_difference, line, theirs: said, expected: right } = compare(theirs, expected);
        json!({
            "same": first_difference.is_none(),
            "first_difference": first_difference,
            "line": LINES[line - 1],
            "yours": said,
            "expected": right,
            // Whether this is what the signature was really made over, where it can be told.
            "signed_by_the_signature": found.signed.as_ref().map(|signed| signed.is_of(theirs)),
        })
    });
    json!({
        "failing": explanation.is_some(),
        "diagnosis": explanation,
        "message_to_sign": found.expected.as_deref().map(visible),
        "message_bytes": found.expected.as_ref().map(Vec::len),
        "comparison": compared,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart() {
        assert_eq!(split("http://127.0.0.1:9080/v3/a?b=1"), ("http://127.0.0.1:9080", "/v3/a?b=1"));
        assert_eq!(split("https://api.mch.weixin.qq.com"), ("https://api.mch.weixin.qq.com", "/"));
        assert_eq!(split("/v3/a?url=http://x"), ("", "/v3/a?url=http://x"));
        assert_eq!(stripped("/mock/v3/a?b=/v3/"), "/v3/a?b=/v3/");
        assert_eq!(stripped("/v3/a"), "/v3/a");
    }
}
