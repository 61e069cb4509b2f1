//! `POST launch`: what a front end is about to open a page with.

use super::body::JsonBody;
use super::error::ControlError;
use crate::app::App;
use crate::launch::{self, LaunchRequest};
use axum::Json;
use axum::extract::State;
use serde_json::Value;
use std::sync::Arc;

/// What the page would show, or all that keeps it closed; either is an answer.
pub(super) async fn check(
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<LaunchRequest>,
) -> Result<Json<Value>, ControlError> {
    Ok(Json(launch::open(&app, request).await?))
}
