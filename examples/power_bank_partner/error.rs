//! What a call of the provider's own API can fail with.

use crate::answer::{chain, failure, status_of};
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a call is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RentalError {
    /// Not JSON, or not this JSON.
    #[error("the request cannot be read")]
    Body(#[from] JsonRejection),
    /// More than can be written down.
    #[error("nobody rents for so long")]
    TooLong,
    /// The power bank came back before, and otherwise.
    #[error("rental {0} is over, and ended otherwise")]
    ReturnedOtherwise(String),
    /// WeChat Pay says no, or nothing.
    #[error("WeChat Pay did not do it")]
    WeChatPay(#[from] payscore::Error),
}

impl RentalError {
    fn parts(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Body(rejection) => (rejection.status(), "BAD_REQUEST"),
            Self::TooLong => (StatusCode::BAD_REQUEST, "BAD_REQUEST"),
            Self::ReturnedOtherwise(_) => (StatusCode::CONFLICT, "RETURNED_OTHERWISE"),
            Self::WeChatPay(error) => (status_of(error), "WECHAT_PAY"),
        }
    }
}

impl IntoResponse for RentalError {
    fn into_response(self) -> Response {
        let (status, code) = self.parts();
        if status.is_server_error() {
            tracing::error!(error = chain(&self), "a call failed");
        }
        failure(status, code, &self)
    }
}
