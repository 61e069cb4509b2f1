//! Back to the beginning: everything away that orders and calls have left behind.

use super::clock;
use super::error::ControlError;
use crate::app::App;
use crate::clock::Motion;
use crate::live::Topic;
use crate::nodes;
use crate::provided::authorizations;
use axum::Json;
use axum::extract::State;
use payscore_domain::Moment;
use serde_json::Value;
use std::sync::Arc;

/// Settings whose names begin so are the clock's.
const CLOCK_SETTINGS: &str = "clock.";

/// `POST reset`: records, timelines, notifications, faults, nonces and the journal go, nothing is held back any more,
/// and the service clock shows the wall's time. Merchants, their settings and keys, the platform's keys and uploaded
/// files stay.
pub(super) async fn reset(State(app): State<Arc<App>>) -> Result<Json<Value>, ControlError> {
    let moving = app.clock.moving.lock().await;
    let provided = authorizations(&app.merchants.all(), Moment::from_unix(app.clock.wall()));
    let reset = |_, _| app.store.reset(&[CLOCK_SETTINGS], provided);
    app.clock.change_with(|_, _| Motion::UNTOUCHED, reset).await?;
    drop(moving);
    app.faults.clear(&*app.store).await?;
    app.nonces.clear();
    if let Some(shared) = app.store.shared() {
        shared.clear_nonces().await?;
    }
    app.journal.clear();
    app.sent.clear();
    app.holding.set(false, &*app.store).await?;
    nodes::settle(&app).await?;
    all_changed(&app).await;
    tracing::info!("reset");
    Ok(Json(clock::view(&app)))
}

/// Whatever was read of the store before is no more.
pub(super) async fn all_changed(app: &App) {
    app.order_counts.forget().await;
    app.alarms.outbox_changed();
    app.alarms.all();
    for topic in [Topic::Orders, Topic::Notifications, Topic::Requests, Topic::Clock, Topic::Faults] {
        app.live.changed(topic);
    }
}
