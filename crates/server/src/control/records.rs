//! What the lists and the single views of all records have in common.

use super::error::ControlError;
use super::notifications::delivery_view;
use super::page::{LARGEST_PAGE, limit};
use crate::app::App;
use crate::identity::Account;
use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use payscore_domain::{RecordEvent, RecordKey, RecordKind};
use payscore_store::{Delivery, Listed, NotificationFilter, RecordFilter, TimelineEntry};
use payscore_wire::rfc3339;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// How its number begins.
    number: Option<String>,
    mchid: Option<String>,
    state: Option<String>,
    openid: Option<String>,
    before: Option<i64>,
    limit: Option<i64>,
}

/// A page of the records of a kind under `name`, newest first; `next` is the `before` of the next page.
pub(super) async fn list(
    app: &App,
    query: Result<Query<ListQuery>, QueryRejection>,
    kind: RecordKind,
    name: &str,
    summary: impl Fn(&Listed) -> Option<Value>,
) -> Result<Json<Value>, ControlError> {
    let Query(query) = query?;
    let filter = RecordFilter {
        number: query.number,
        mchid: query.mchid.map(Into::into),
        state: query.state,
        openid: query.openid.map(Into::into),
        before: query.before,
        ..RecordFilter::newest(kind, limit(query.limit))
    };
    page(app, &filter, name, summary).await
}

/// The page that suits a filter.
pub(super) async fn page(
    app: &App,
    filter: &RecordFilter,
    name: &str,
    summary: impl Fn(&Listed) -> Option<Value>,
) -> Result<Json<Value>, ControlError> {
    let page = app.store.records(filter).await?;
    let shown: Vec<Value> = page.records.iter().filter_map(summary).collect();
    Ok(Json(json!({ name: shown, "next": page.next })))
}

/// `view` with the record's timeline and its notifications.
pub(super) async fn with_history(app: &App, key: &RecordKey, mut view: Value) -> Result<Json<Value>, ControlError> {
    let entry = |at: i64, event: &RecordEvent| json!({ "at": rfc3339::format(at), "event": event_view(event) });
    let (timeline, deliveries) = history(app, key).await?;
    let timeline: Vec<Value> = timeline.iter().map(|line| entry(line.at.unix(), &line.event)).collect();
    let notifications: Vec<Value> = deliveries.iter().map(delivery_view).collect();
    view["timeline"] = timeline.into();
    view["notifications"] = notifications.into();
    Ok(Json(view))
}

/// A record's timeline, oldest first, and its notifications, newest first.
pub(crate) async fn history(app: &App, key: &RecordKey) -> Result<(Vec<TimelineEntry>, Vec<Delivery>), ControlError> {
    let timeline = app.store.timeline(key).await?;
    let (mchid, subject) = (Some(key.mchid.clone()), Some(key.number.clone()));
    let filter = NotificationFilter { mchid, subject, limit: LARGEST_PAGE, ..NotificationFilter::default() };
    let mut deliveries = app.store.deliveries(&filter).await?;
    // Records of other kinds may have the same number.
    deliveries.retain(|delivery| delivery.notification.event_type.tells_of() == key.kind);
    Ok((timeline, deliveries))
}

/// The merchant's account.
pub(crate) fn account(app: &App, mchid: &str) -> Result<Arc<Account>, ControlError> {
    app.merchants.get(mchid).ok_or_else(|| ControlError::not_found(format!("no merchant {mchid}")))
}

/// What happened, tagged by its kind.
fn event_view(event: &RecordEvent) -> Value {
    let view = match event {
        RecordEvent::Order(event) => serde_json::to_value(event),
        RecordEvent::Permission(event) => serde_json::to_value(event),
        RecordEvent::Refunds(event) => serde_json::to_value(event),
        RecordEvent::Plan(event) => serde_json::to_value(event),
        RecordEvent::SignPlan(event) => serde_json::to_value(event),
        RecordEvent::ServiceAccount(event) => serde_json::to_value(event),
    };
    view.unwrap_or_default()
}
