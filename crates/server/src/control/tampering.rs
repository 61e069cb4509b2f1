//! What a network can do to notifications, by hand: hold, let go in any order, lose, double.

use super::body::JsonBody;
use super::error::ControlError;
use super::notifications::{delivery_view, find};
use crate::app::App;
use crate::live::Topic;
use crate::nodes;
use crate::workers::notifications as worker;
use axum::Json;
use axum::extract::{Path, State};
use payscore_domain::notification::{Notification, Tamper};
use payscore_store::Delivery;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// How many are let go in one call: each takes as long as its merchant takes to answer.
const MOST_IN_ORDER: usize = 50;

/// `POST notifications/{id}/hold`: nothing is sent until it is let go.
pub(super) async fn hold(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<Value>, ControlError> {
    tamper(&app, &id, Tamper::Hold).await
}

/// `POST notifications/{id}/release`: the attempt that was held is due now.
pub(super) async fn release(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<Value>, ControlError> {
    tamper(&app, &id, Tamper::Release).await
}

/// `POST notifications/{id}/drop`: lost on its way, and not tried again.
pub(super) async fn lose(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<Value>, ControlError> {
    tamper(&app, &id, Tamper::Drop).await
}

/// `POST notifications/{id}/duplicate`: sent once more right now, beside its schedule; answered when that is done.
pub(super) async fn duplicate(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ControlError> {
    let Delivery { notification, attempts } = find(&app, &id).await?;
    if notification.url.is_empty() {
        return Err(ControlError::bad_request("the notification has no address yet: resend it when there is one"));
    }
    let number = attempts.last().map_or(1, |attempt| attempt.number);
    worker::duplicate(&app, &notification, number).await?;
    shown(&app, &id).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InOrder {
    ids: Vec<String>,
}

/// `POST notifications/release {"ids": […]}`: one after another in this order, each when the one before was answered
/// or not. Should the server end meanwhile, those left are still held.
pub(super) async fn release_in_order(
    State(app): State<Arc<App>>,
    JsonBody(InOrder { ids }): JsonBody<InOrder>,
) -> Result<Json<Value>, ControlError> {
    if ids.len() > MOST_IN_ORDER {
        return Err(ControlError::bad_request(format!("ids: at most {MOST_IN_ORDER} at a time")));
    }
    let mut notifications = Vec::new();
    for id in &ids {
        notifications.push(held(&app, id).await?);
    }
    for notification in notifications {
        worker::deliver(&app, &notification).await?;
        // The worker did not see it end: another attempt may have to follow.
        app.alarms.outbox_changed_of(&notification.mchid);
    }
    let mut views = Vec::new();
    for id in &ids {
        views.push(delivery_view(&find(&app, id).await?));
    }
    Ok(Json(json!({ "notifications": views })))
}

/// The notification, which must be held: the worker leaves it alone.
async fn held(app: &App, id: &str) -> Result<Notification, ControlError> {
    let notification = find(app, id).await?.notification;
    match notification.phase.tampered(Tamper::Release, app.clock.service()) {
        Some(_) => Ok(notification),
        None => Err(impossible(id, Tamper::Release)),
    }
}

/// `GET notifications/holding`
pub(super) async fn show_holding(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({ "holding": app.holding.is_on() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldingRequest {
    holding: bool,
}

/// `PUT notifications/holding {"holding": true}`: from now on everything that falls due is held. What is held stays so
/// when this is switched off.
pub(super) async fn set_holding(
    State(app): State<Arc<App>>,
    JsonBody(HoldingRequest { holding }): JsonBody<HoldingRequest>,
) -> Result<Json<Value>, ControlError> {
    app.holding.set(holding, &*app.store).await?;
    nodes::settle(&app).await?;
    app.live.changed(Topic::Notifications);
    Ok(show_holding(State(app)).await)
}

async fn tamper(app: &App, id: &str, tamper: Tamper) -> Result<Json<Value>, ControlError> {
    let notification = loop {
        let notification = find(app, id).await?.notification;
        let (from, now) = (notification.phase, app.clock.service());
        let to = from.tampered(tamper, now).ok_or_else(|| impossible(id, tamper))?;
        if app.store.reschedule(id, &notification.url, Some(from), to).await? {
            break notification;
        }
        // An attempt has ended in between: it is decided anew whether this can still be done.
    };
    app.alarms.outbox_changed_of(&notification.mchid);
    app.live.changed(Topic::Notifications);
    shown(app, id).await
}

fn impossible(id: &str, tamper: Tamper) -> ControlError {
    ControlError::bad_request(match tamper {
        Tamper::Hold => format!("notification {id} is not waiting: only what is to be sent can be held"),
        Tamper::Release => format!("notification {id} is not held"),
        Tamper::Drop => format!("notification {id} is not on its way any more: there is nothing to drop"),
    })
}

async fn shown(app: &App, id: &str) -> Result<Json<Value>, ControlError> {
    Ok(Json(delivery_view(&find(app, id).await?)))
}
