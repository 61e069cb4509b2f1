//! `POST launch`: what a front end is about to open a page with. `GET launch?package=…`: what that alone opens.

use super::body::JsonBody;
use super::error::ControlError;
use crate::app::App;
use crate::launch::{self, LaunchRequest};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// What the page would show, or all that keeps it closed; either is an answer.
pub(super) async fn check(
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<LaunchRequest>,
) -> Result<Json<Value>, ControlError> {
    Ok(Json(launch::open(&app, request).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scanned {
    package: String,
}

/// A package, a token, or parameters pasted whole: what it opens.
pub(super) async fn look_up(
    State(app): State<Arc<App>>,
    query: Result<Query<Scanned>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let Query(Scanned { package }) = query?;
    Ok(Json(launch::scan(&app, &package).await?))
}
