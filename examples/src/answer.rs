//! How a merchant answers: its own callers, and WeChat Pay.

use axum::Json;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use payscore::{Fen, NotificationError};
use serde_json::json;
use std::error::Error;

/// An error and its causes, on one line.
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// `{"code", "message"}`.
pub fn failure(status: StatusCode, code: &str, error: &(dyn Error + 'static)) -> Response {
    (status, Json(json!({ "code": code, "message": chain(error) }))).into_response()
}

/// With which status a merchant passes on what went wrong with WeChat Pay.
#[must_use]
pub fn status_of(error: &payscore::Error) -> StatusCode {
    match error {
        payscore::Error::Limits(_) | payscore::Error::Template(_) => StatusCode::BAD_REQUEST,
        payscore::Error::Api(refusal) if refusal.status == StatusCode::BAD_REQUEST => StatusCode::UNPROCESSABLE_ENTITY,
        payscore::Error::Api(refusal) if refusal.status == StatusCode::NOT_FOUND => StatusCode::NOT_FOUND,
        payscore::Error::Api(refusal) if refusal.status == StatusCode::TOO_MANY_REQUESTS => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        error if error.is_timeout() => StatusCode::GATEWAY_TIMEOUT,
        _ => StatusCode::BAD_GATEWAY,
    }
}

/// Whether WeChat Pay certainly did nothing. Otherwise the call has to be made again with the very same parameters:
/// if it did take effect, it then succeeds again, and if not, it does now.
#[must_use]
pub fn is_without_effect(error: &payscore::Error) -> bool {
    match error {
        payscore::Error::Api(refusal) => {
            let signed = !refusal.unsigned || refusal.status == StatusCode::UNAUTHORIZED;
            refusal.status.is_client_error() && signed
        }
        payscore::Error::Transport(error) => error.is_connect(),
        payscore::Error::Signature(_) | payscore::Error::Decode(_) => false,
        _ => true,
    }
}

/// Why a notification is not taken. Anything but 2xx makes WeChat Pay try again, for a day.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotifyError {
    /// The body did not come in whole.
    #[error("the body cannot be read")]
    Body(#[from] BytesRejection),
    /// Not from WeChat Pay, or not readable.
    #[error(transparent)]
    Refused(#[from] NotificationError),
    /// About an order that is not known here.
    #[error("there is no order {0}")]
    UnknownOrder(String),
    /// The money is not what the order costs: somebody has to look.
    #[error("{paid:?} fen were paid for order {out_order_no}, which costs {owed:?}")]
    Amount {
        /// The merchant's number for the order.
        out_order_no: String,
        /// What the notification says.
        paid: Option<Fen>,
        /// What the merchant has charged.
        owed: Option<Fen>,
    },
}

impl NotifyError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Body(rejection) => rejection.status(),
            Self::Refused(NotificationError::Probe | NotificationError::Authenticity(_)) => StatusCode::UNAUTHORIZED,
            Self::Refused(NotificationError::Envelope(_)) => StatusCode::BAD_REQUEST,
            Self::UnknownOrder(_) => StatusCode::NOT_FOUND,
            // A wrong APIv3 key, or money that does not fit: ours to mend, and then it comes again.
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for NotifyError {
    fn into_response(self) -> Response {
        match &self {
            // WeChat Pay looks whether wrong signatures are refused. No reason for alarm.
            Self::Refused(NotificationError::Probe) => tracing::debug!("a signature probe was refused"),
            error => tracing::warn!(error = chain(error), "a notification was not taken"),
        }
        failure(self.status(), "FAIL", &self)
    }
}
