//! What a call of the merchant's own API can fail with.

use crate::answer::{chain, failure, status_of};
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a call is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CabinetError {
    /// Not JSON, or not this JSON.
    #[error("the request cannot be read")]
    Body(#[from] JsonRejection),
    /// The cabinet does not sell this.
    #[error("no goods are called `{0}`")]
    UnknownGoods(String),
    /// More than can be written down.
    #[error("nobody takes so much")]
    TooMuch,
    /// There is no such order.
    #[error("there is no order {0}")]
    UnknownOrder(String),
    /// The customer has not confirmed, or it is all over.
    #[error("order {out_order_no} is {state}: its door is not open")]
    NotOpen {
        /// The order.
        out_order_no: String,
        /// As WeChat Pay says.
        state: String,
    },
    /// The door was closed before, with something else taken.
    #[error("order {0} was closed before, and with other goods taken")]
    ClosedOtherwise(String),
    /// The system has no randomness.
    #[error("no random bytes for an order number")]
    Randomness(#[source] getrandom::Error),
    /// The service is one that needs no confirmation.
    #[error("WeChat Pay gave no package to confirm the order with: does the service need no confirmation?")]
    NoPackage,
    /// WeChat Pay says no, or nothing.
    #[error("WeChat Pay did not do it")]
    WeChatPay(#[from] payscore::Error),
}

impl CabinetError {
    fn parts(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Body(rejection) => (rejection.status(), "BAD_REQUEST"),
            Self::UnknownGoods(_) | Self::TooMuch => (StatusCode::BAD_REQUEST, "BAD_REQUEST"),
            Self::UnknownOrder(_) => (StatusCode::NOT_FOUND, "UNKNOWN_ORDER"),
            Self::NotOpen { .. } => (StatusCode::CONFLICT, "NOT_OPEN"),
            Self::ClosedOtherwise(_) => (StatusCode::CONFLICT, "CLOSED_OTHERWISE"),
            Self::Randomness(_) => (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL"),
            Self::NoPackage => (StatusCode::BAD_GATEWAY, "WECHAT_PAY"),
            Self::WeChatPay(error) => (status_of(error), "WECHAT_PAY"),
        }
    }
}

impl IntoResponse for CabinetError {
    fn into_response(self) -> Response {
        let (status, code) = self.parts();
        if status.is_server_error() {
            tracing::error!(error = chain(&self), "a call failed");
        }
        failure(status, code, &self)
    }
}
