//! Faults: set, list, clear.

use super::body::JsonBody;
use super::error::ControlError;
use crate::app::App;
use crate::faults::Rule;
use axum::Json;
use axum::extract::State;
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
    if let Some(name) = rule.operation.as_deref().filter(|name| !operations().any(|spec| spec.name == *name)) {
        return Err(ControlError::bad_request(format!("no operation {name}: openapi.json lists them by operationId")));
    }
    app.faults.add(rule);
    Ok(Json(view(&app)))
}

/// `DELETE faults`
pub(super) async fn clear(State(app): State<Arc<App>>) -> Json<Value> {
    app.faults.clear();
    Json(view(&app))
}

fn view(app: &App) -> Value {
    json!({ "faults": app.faults.list() })
}
