//! The journal of API requests: what came in, what was answered, and why.

use super::error::ControlError;
use super::page::limit;
use crate::app::App;
use crate::diagnosis::operation;
use crate::faults::CallFault;
use crate::journal::Entry;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use http::header::AUTHORIZATION;
use payscore_wire::{Authorization, rfc3339};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    mchid: Option<String>,
    operation: Option<String>,
    status: Option<u16>,
    /// Only those that were refused.
    #[serde(default)]
    failing: bool,
    /// Only those that came after the one of this number.
    after: Option<u64>,
    limit: Option<i64>,
}

/// `GET requests`: newest first.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let Query(query) = query?;
    let most = usize::try_from(limit(query.limit)).unwrap_or(usize::MAX);
    let entries = app.journal.latest();
    let fitting = entries.iter().filter(|entry| {
        query.after.is_none_or(|number| entry.number > number)
            && query.status.is_none_or(|status| entry.status == status)
            && !(query.failing && entry.status < 400)
            && query.mchid.as_ref().is_none_or(|mchid| mchid_of(entry).as_ref() == Some(mchid))
            && query.operation.as_ref().is_none_or(|name| name_of(entry) == Some(name.as_str()))
    });
    let requests: Vec<Value> = fitting.take(most).map(|entry| summary(entry).into()).collect();
    Ok(Json(json!({ "requests": requests })))
}

/// `GET requests/{request_id}`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path(request_id): Path<String>,
) -> Result<Json<Value>, ControlError> {
    find(&app, &request_id).map(|entry| Json(view(&entry)))
}

/// The entry of this `Request-ID`.
pub(crate) fn find(app: &App, request_id: &str) -> Result<Arc<Entry>, ControlError> {
    app.journal.find(request_id).ok_or_else(|| {
        let kept = if app.journal.is_on() { "it may be too long ago" } else { "the server keeps none: --journal 0" };
        ControlError::not_found(format!("no request {request_id}; {kept}"))
    })
}

/// Who called, as its first `Authorization` header says.
pub(super) fn authorization(entry: &Entry) -> Option<Authorization> {
    let value = entry.header(&AUTHORIZATION).next()?;
    Authorization::parse(std::str::from_utf8(value).ok()?).ok()
}

/// Whose key the request says it is signed with.
pub(crate) fn mchid_of(entry: &Entry) -> Option<String> {
    authorization(entry).map(|authorization| authorization.mchid)
}

/// The operation that its method and path are.
pub(crate) fn name_of(entry: &Entry) -> Option<&'static str> {
    let target = entry.stripped();
    let path = target.split('?').next().unwrap_or_default();
    operation(Some(entry.method.as_str()), path).map(|operation| operation.name)
}

/// A line of the list.
pub(super) fn summary(entry: &Entry) -> Map<String, Value> {
    let answer: Value = serde_json::from_slice(entry.answered().bytes).unwrap_or_default();
    let error = |name: &str| if entry.status < 400 { Value::Null } else { answer[name].clone() };
    // Where the connection was reset before anything was done, there was to be no answer either.
    let unanswered = entry.strike.is_some_and(|strike| strike.fault == CallFault::ResetBeforeCommit);
    let status = (!unanswered).then_some(entry.status);
    let summary = json!({
        "number": entry.number,
        "request_id": entry.request_id(),
        "at": rfc3339::format(entry.at),
        "duration_ms": entry.took.as_secs_f64() * 1000.0,
        "method": entry.method.as_str(),
        "target": entry.target(),
        "mchid": mchid_of(entry),
        "operation": name_of(entry),
        "status": status,
        "fault": entry.strike.map(|strike| strike.fault.name()),
        "fault_rule": entry.strike.and_then(|strike| strike.rule),
        "code": error("code"),
        "message": error("message"),
        "detail": error("detail"),
        "diagnosis": answer["_payscore"],
    });
    match summary {
        Value::Object(mut summary) => {
            summary.retain(|_, value| !value.is_null());
            summary
        }
        _ => Map::new(),
    }
}

fn view(entry: &Entry) -> Value {
    let mut view = summary(entry);
    let fields = authorization(entry).map(|fields| {
        json!({
            "mchid": fields.mchid,
            "nonce_str": fields.nonce_str,
            "timestamp": fields.timestamp,
            "serial_no": fields.serial_no,
            "signature": fields.signature,
        })
    });
    let headers: Vec<Value> = entry.headers().map(|(name, value)| json!([name.as_str(), lossy(value)])).collect();
    view.insert("authorization".to_owned(), fields.unwrap_or_default());
    view.insert("headers".to_owned(), headers.into());
    for (name, text) in [("request", entry.received()), ("response", entry.answered())] {
        view.insert(format!("{name}_body"), lossy(text.bytes).into());
        view.insert(format!("{name}_body_bytes"), text.whole.into());
        view.insert(format!("{name}_body_cut"), text.is_cut().into());
    }
    view.into()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
