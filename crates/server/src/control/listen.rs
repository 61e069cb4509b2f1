//! Listening to notifications as they are delivered, and delivering them in the server's stead.

use super::body::JsonBody;
use super::error::ControlError;
use crate::app::App;
use crate::listening::{Report, Wish};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt};
use payscore_domain::notification::EventType;
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListenQuery {
    /// A number, or the name of a folder.
    mchid: Option<String>,
    /// Event types with commas in between.
    event: Option<String>,
    #[serde(default)]
    forward: bool,
}

/// `GET listen`: server-sent events, `session` first, then `attempt` or, to those that forward, `delivery`.
pub(super) async fn listen(
    State(app): State<Arc<App>>,
    query: Result<Query<ListenQuery>, QueryRejection>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ControlError> {
    let Query(query) = query?;
    let merchant = |name: String| {
        let found = app.merchants.named(&name).ok_or_else(|| ControlError::not_found(format!("no merchant {name}")));
        found.map(|account| account.merchant.mchid.to_string())
    };
    let wish = Wish {
        mchid: query.mchid.map(merchant).transpose()?,
        events: events(query.event.as_deref().unwrap_or_default())?,
        forward: query.forward,
    };
    let stream = app.listening.open(app.entropy.uuid(), wish);
    // What waited for an address may now go to the session.
    app.alarms.outbox_changed();
    let event = |(name, data): (&str, Value)| Ok(Event::default().event(name).data(data.to_string()));
    Ok(Sse::new(stream.map(event)).keep_alive(KeepAlive::default()))
}

fn events(text: &str) -> Result<Vec<EventType>, ControlError> {
    let known = |name: &str| {
        EventType::ALL.into_iter().find(|event| event.as_str().eq_ignore_ascii_case(name)).ok_or_else(|| {
            let all = EventType::ALL.map(EventType::as_str).join(", ");
            ControlError::bad_request(format!("event: no event type {name}; there are {all}"))
        })
    };
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(known).collect()
}

/// `POST listen/{session}/{delivery}`: what the session's request was answered with.
pub(super) async fn report(
    State(app): State<Arc<App>>,
    Path((session, delivery)): Path<(String, u64)>,
    JsonBody(report): JsonBody<Report>,
) -> Result<Json<Value>, ControlError> {
    if report.status.is_none() == report.error.is_none() {
        return Err(ControlError::bad_request("either status (and body) of the answer, or error: why there is none"));
    }
    let open = app.listening.find(&session);
    let open = open.ok_or_else(|| ControlError::not_found(format!("no listening session {session}: it has ended")))?;
    if !open.report(delivery, report) {
        let message = format!("nothing is waited for under {delivery}: it is answered, or took longer than 5 s");
        return Err(ControlError::not_found(message));
    }
    Ok(Json(json!({ "delivery": delivery })))
}
