//! Whether this server can do its work: for whoever distributes requests to several.

use crate::app::App;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Whoever asks wants to know in time.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET health`: 503 once the server was told to stop, and while the database does not answer.
pub(super) async fn health(State(app): State<Arc<App>>) -> (StatusCode, Json<Value>) {
    let (code, status) = if app.draining.load(Ordering::Relaxed) {
        (StatusCode::SERVICE_UNAVAILABLE, "draining")
    } else if has_database(&app).await {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "no_database")
    };
    (code, Json(json!({ "status": status, "version": env!("CARGO_PKG_VERSION") })))
}

async fn has_database(app: &App) -> bool {
    matches!(tokio::time::timeout(PATIENCE, app.store.next_record_due()).await, Ok(Ok(_)))
}
