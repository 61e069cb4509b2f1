//! Faults: set, list, take away.

use super::body::JsonBody;
use super::error::ControlError;
use crate::app::App;
use crate::faults::Rule;
use crate::live::Topic;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET faults`
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Value> {
    Json(view(&app))
}

/// `POST faults`
pub(super) async fn add(
    State(app): State<Arc<App>>,
    JsonBody(body): JsonBody<Value>,
) -> Result<Json<Value>, ControlError> {
    let seed = || u32::from_le_bytes(app.entropy.bytes());
    let id = app.faults.add(Rule::read(&body, seed).map_err(ControlError::bad_request)?);
    app.live.changed(Topic::Faults);
    let mut answer = view(&app);
    answer["id"] = id.into();
    Ok(Json(answer))
}

/// `DELETE faults`
pub(super) async fn clear(State(app): State<Arc<App>>) -> Json<Value> {
    app.faults.clear();
    app.live.changed(Topic::Faults);
    Json(view(&app))
}

/// `DELETE faults/{id}`
pub(super) async fn remove(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<Value>, ControlError> {
    if !id.parse().is_ok_and(|id| app.faults.remove(id)) {
        return Err(ControlError::not_found(format!("no fault {id}: it was never set, is used up, or was taken away")));
    }
    app.live.changed(Topic::Faults);
    Ok(Json(view(&app)))
}

fn view(app: &App) -> Value {
    json!({ "faults": app.faults.view() })
}
