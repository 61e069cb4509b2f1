//! Faults: set, list, take away.

use super::body::JsonBody;
use super::error::ControlError;
use crate::app::App;
use crate::faults::Rule;
use crate::live::Topic;
use crate::nodes;
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
    let rule = Rule::read(&body, seed).map_err(ControlError::bad_request)?;
    let id = app.faults.add(rule, &*app.store).await?;
    nodes::settle(&app).await?;
    app.live.changed(Topic::Faults);
    let mut answer = view(&app);
    answer["id"] = id.into();
    Ok(Json(answer))
}

/// `DELETE faults`
pub(super) async fn clear(State(app): State<Arc<App>>) -> Result<Json<Value>, ControlError> {
    app.faults.clear(&*app.store).await?;
    nodes::settle(&app).await?;
    app.live.changed(Topic::Faults);
    Ok(Json(view(&app)))
}

/// `DELETE faults/{id}`
pub(super) async fn remove(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<Value>, ControlError> {
    let removed = match id.parse() {
        Ok(id) => app.faults.remove(id, &*app.store).await?,
        Err(_) => false,
    };
    if !removed {
        return Err(ControlError::not_found(format!("no fault {id}: it was never set, is used up, or was taken away")));
    }
    nodes::settle(&app).await?;
    app.live.changed(Topic::Faults);
    Ok(Json(view(&app)))
}

fn view(app: &App) -> Value {
    json!({ "faults": app.faults.view() })
}
