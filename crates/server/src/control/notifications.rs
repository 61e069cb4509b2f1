//! Notifications: what was sent, what came back, and sending it again.

use super::error::ControlError;
use super::page::limit;
use crate::app::App;
use crate::journal::Sent;
use crate::live::Topic;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use payscore_domain::notification::Phase;
use payscore_store::{Attempt, Delivery, NotificationFilter, Standing};
use payscore_wire::rfc3339;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    mchid: Option<String>,
    out_order_no: Option<String>,
    standing: Option<Standing>,
    /// The id of the last one of the page before.
    before: Option<String>,
    limit: Option<i64>,
}

/// `GET notifications`: newest first.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let Query(query) = query?;
    let filter = NotificationFilter {
        mchid: query.mchid.map(Into::into),
        subject: query.out_order_no,
        standing: query.standing,
        before: query.before,
        limit: limit(query.limit),
    };
    let notifications: Vec<Value> = app.store.deliveries(&filter).await?.iter().map(delivery_view).collect();
    Ok(Json(json!({ "notifications": notifications })))
}

/// `GET notifications/{id}`
pub(super) async fn show(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<Value>, ControlError> {
    let mut view = delivery_view(&find(&app, &id).await?);
    view["sent"] = app.sent.of(&id).iter().map(|sent| sent_view(sent)).collect();
    Ok(Json(view))
}

/// `POST notifications/{id}/resend`: from the first attempt; one without an address goes to the merchant's by now.
pub(super) async fn resend(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<Value>, ControlError> {
    let delivery = find(&app, &id).await?;
    let mut url = delivery.notification.url;
    // Whoever listens and forwards needs no address.
    let taken = app.listening.takes(delivery.notification.mchid.as_str(), delivery.notification.event_type);
    if url.is_empty() && !taken {
        let account = app.merchants.get(delivery.notification.mchid.as_str());
        url = account.and_then(|account| account.settings().notify_url).ok_or_else(|| {
            ControlError::bad_request("the merchant has no notify_url: PUT /_payscore/merchants/{mchid} sets one")
        })?;
    }
    let phase = Phase::Waiting { attempt: 1, due: app.clock.service() };
    if !app.store.reschedule(&id, &url, None, phase).await? {
        return Err(unknown(&id));
    }
    app.alarms.outbox_changed_of(&delivery.notification.mchid);
    app.live.changed(Topic::Notifications);
    Ok(Json(delivery_view(&find(&app, &id).await?)))
}

/// The notification of this id with its attempts.
pub(crate) async fn find(app: &App, id: &str) -> Result<Delivery, ControlError> {
    app.store.delivery(id).await?.ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> ControlError {
    ControlError::not_found(format!("no notification {id}"))
}

/// A notification with its attempts, decrypted.
pub(super) fn delivery_view(delivery: &Delivery) -> Value {
    let notification = &delivery.notification;
    let (status, next_attempt) = match notification.phase {
        Phase::Waiting { due, .. } => ("pending", Some(rfc3339::format(due.unix()))),
        Phase::Delivered { .. } => ("delivered", None),
        Phase::GivenUp { .. } => ("failed", None),
        Phase::Unaddressed => ("unaddressed", None),
        Phase::Held { .. } => ("held", None),
        Phase::Dropped { .. } => ("dropped", None),
    };
    let plaintext: Value = serde_json::from_str(&notification.plaintext).unwrap_or_default();
    json!({
        "id": notification.id,
        "mchid": notification.mchid,
        "out_order_no": notification.subject,
        "event_type": notification.event_type,
        "status": status,
        "url": notification.url,
        "create_time": rfc3339::format(notification.created_at.unix()),
        "next_attempt": next_attempt,
        "attempts": delivery.attempts.iter().map(attempt_view).collect::<Vec<_>>(),
        "plaintext": plaintext,
    })
}

/// A request as it went out.
fn sent_view(sent: &Sent) -> Value {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = sent.headers.iter().map(|(name, value)| json!([name.as_str(), text(value.as_bytes())]));
    json!({
        "number": sent.number,
        "url": sent.url,
        "headers": headers.collect::<Vec<_>>(),
        "body": text(&sent.body),
    })
}

fn attempt_view(attempt: &Attempt) -> Value {
    let mut view = json!({
        "number": attempt.number,
        "at": rfc3339::format(attempt.at.unix()),
        "status": attempt.status,
        "duration_ms": attempt.duration_ms,
        "error": attempt.error,
        "response_body": attempt.response_body,
    });
    if let Some(fault) = &attempt.fault {
        view["fault"] = fault.as_str().into();
    }
    view
}
