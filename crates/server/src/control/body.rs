//! JSON bodies of the control API, whatever their `Content-Type`: `curl -d` says that a form comes.

use super::error::ControlError;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

/// A body that may be left out.
pub(super) fn read_optional<T: DeserializeOwned>(body: &[u8], shape: &str) -> Result<Option<T>, ControlError> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let read = serde_json::from_slice(body);
    read.map(Some).map_err(|error| ControlError::bad_request(format!("the body should be {shape}: {error}")))
}

/// A body read as JSON. Pages of other origins are kept out by the guard, not by the content type.
pub(super) struct JsonBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ControlError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ControlError> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| ControlError::bad_request(rejection.body_text()))?;
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            ControlError::bad_request(format!("the body is not the JSON that is needed here: {error}"))
        })
    }
}
