//! The service clock.

use super::body::JsonBody;
use super::error::ControlError;
use crate::app::App;
use crate::live::Topic;
use crate::workers;
use crate::workers::records::catch_up;
use axum::Json;
use axum::extract::State;
use payscore_wire::rfc3339;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The setting that keeps the service clock's offset over a restart.
pub(crate) const CLOCK_OFFSET: &str = "clock.offset_seconds";

/// Orders live through all that they jump over: an unpaid one is asked for money every day.
const LONGEST_ADVANCE: u32 = 366 * 24 * 3600;

/// `GET clock`
pub(super) async fn show(State(app): State<Arc<App>>) -> Json<Value> {
    Json(view(&app))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    seconds: u32,
}

/// `POST clock/advance`: answered once every order has lived through the time that passed.
pub(super) async fn advance(
    State(app): State<Arc<App>>,
    JsonBody(Advance { seconds }): JsonBody<Advance>,
) -> Result<Json<Value>, ControlError> {
    if seconds > LONGEST_ADVANCE {
        return Err(ControlError::bad_request(format!("at most {LONGEST_ADVANCE} seconds (a year) at a time")));
    }
    let moving = app.clock.moving.lock().await;
    let offset = app.clock.offset().saturating_add(i64::from(seconds));
    app.store.set_setting(CLOCK_OFFSET, &offset.to_string()).await?;
    app.clock.set_offset(offset);
    drop(moving);
    workers::platform::catch_up(&app).await?;
    let moved = catch_up(&app, app.clock.service()).await?;
    app.alarms.all();
    app.live.changed(Topic::Clock);
    let mut view = view(&app);
    view["orders_moved"] = moved.into();
    Ok(Json(view))
}

fn view(app: &App) -> Value {
    let now = app.clock.service();
    json!({
        "now": rfc3339::format(now.unix()),
        "unix": now.unix(),
        "offset_seconds": app.clock.offset(),
        "wall": rfc3339::format(app.clock.wall()),
    })
}
