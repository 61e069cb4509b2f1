//! Refusals of the control API: the same shape as upstream's.

use crate::gateway::is_too_slow;
use crate::identity::{AddMerchantError, IdentityError};
use crate::refusal::{Refusal, SERVICE_ORDER};
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json, http::StatusCode};
use http::header::RETRY_AFTER;
use payscore_api::ErrorBody;
use payscore_domain::Rejection;
use payscore_store::{CommitError, SnapshotError, StoreError};
use std::error::Error;

/// A refusal with its status.
pub(crate) struct ControlError {
    status: StatusCode,
    body: ErrorBody,
    /// In how many seconds it may be tried again.
    retry_after: Option<i64>,
}

impl ControlError {
    fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        let body = ErrorBody { code: code.to_owned(), message: message.into(), detail: None };
        Self { status, body, retry_after: None }
    }

    /// In words, for a page that goes on without what was refused.
    pub(crate) fn message(&self) -> &str {
        &self.body.message
    }

    pub(super) fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "NO_AUTH", message)
    }

    pub(super) fn too_many_tokens(seconds: i64) -> Self {
        let message = format!("too many wrong tokens came from this address: try again in {seconds} s");
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "FREQUENCY_LIMITED", message);
        Self { retry_after: Some(seconds), ..error }
    }

    /// A body that cannot be had; `why` in most cases.
    pub(super) fn no_body(error: &(dyn Error + 'static), why: &str) -> Self {
        if is_too_slow(error) {
            return Self::new(StatusCode::REQUEST_TIMEOUT, "PARAM_ERROR", "the body came too slowly");
        }
        Self::bad_request(why)
    }

    pub(crate) fn not_found(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "RESOURCE_NOT_EXISTS", what)
    }

    fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "ALREADY_EXISTS", message)
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "PARAM_ERROR", message)
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        // Pages show it in their own way.
        let body = self.body.clone();
        let retry_after = self.retry_after.map(|seconds| [(RETRY_AFTER, seconds.to_string())]);
        match retry_after {
            Some(headers) => (self.status, headers, Extension(body), Json(self.body)).into_response(),
            None => (self.status, Extension(body), Json(self.body)).into_response(),
        }
    }
}

impl From<Refusal> for ControlError {
    fn from(refusal: Refusal) -> Self {
        let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, body: refusal.body, retry_after: None }
    }
}

impl From<Rejection> for ControlError {
    fn from(rejection: Rejection) -> Self {
        let english = rejection.to_string();
        let mut error = Self::from(Refusal::of(&rejection, &SERVICE_ORDER));
        // Whoever drives the user's side is a developer: upstream's short words are not enough.
        error.body.message = format!("{}: {english}", error.body.message);
        error
    }
}

impl From<AddMerchantError> for ControlError {
    fn from(error: AddMerchantError) -> Self {
        match error {
            AddMerchantError::Exists(_) => Self::conflict(error.to_string()),
            AddMerchantError::Field { .. } => Self::bad_request(error.to_string()),
            AddMerchantError::Store(error) => error.into(),
            AddMerchantError::Identity(error) => error.into(),
        }
    }
}

/// Keys or files could not be written: what is wrong on this machine is told to whoever is on it.
impl From<IdentityError> for ControlError {
    fn from(error: IdentityError) -> Self {
        let error = match error {
            IdentityError::Store(error) => return error.into(),
            error => error,
        };
        tracing::error!(error = &error as &dyn std::error::Error, "the control API could not write");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "SYSTEM_ERROR", error.to_string())
    }
}

impl From<StoreError> for ControlError {
    fn from(error: StoreError) -> Self {
        Refusal::from(error).into()
    }
}

impl From<SnapshotError> for ControlError {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::Store(error) => error.into(),
            SnapshotError::Schema { .. } | SnapshotError::Unusable(_) => Self::bad_request(error.to_string()),
        }
    }
}

/// A file of this machine: whoever is on it is told.
impl From<std::io::Error> for ControlError {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(%error, "the control API could not read or write a file");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "SYSTEM_ERROR", error.to_string())
    }
}

impl From<CommitError> for ControlError {
    fn from(error: CommitError) -> Self {
        Refusal::from(error).into()
    }
}

impl From<QueryRejection> for ControlError {
    fn from(rejection: QueryRejection) -> Self {
        Self::bad_request(rejection.body_text())
    }
}
