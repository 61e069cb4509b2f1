//! Faults: set, list, clear.

use super::body::JsonBody;
use super::error::ControlError;
use crate::app::App;
use crate::faults::Rule;
use crate::live::Topic;
use axum::Json;
use axum::extract::State;
use payscore_api::merchant::media::UPLOADS;
use payscore_api::operations;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET faults`
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Value> {
    Json(view(&app))
}

/// `POST faults`
pub(super) async fn add(
    State(app): State<Arc<App>>,
    JsonBody(rule): JsonBody<Rule>,
) -> Result<Json<Value>, ControlError> {
    let known =
        |name: &&str| operations().any(|spec| spec.name == *name) || UPLOADS.iter().any(|upload| upload.name == *name);
    if let Some(name) = rule.operation.as_deref().filter(|name| !known(name)) {
        let uploads = UPLOADS.map(|upload| upload.name).join(" and ");
        let message = format!("no operation {name}: openapi.json lists them by operationId, and there are {uploads}");
        return Err(ControlError::bad_request(message));
    }
    app.faults.add(rule);
    app.live.changed(Topic::Faults);
    Ok(Json(view(&app)))
}

/// `DELETE faults`
pub(super) async fn clear(State(app): State<Arc<App>>) -> Json<Value> {
    app.faults.clear();
    app.live.changed(Topic::Faults);
    Json(view(&app))
}

fn view(app: &App) -> Value {
    json!({ "faults": app.faults.list() })
}
