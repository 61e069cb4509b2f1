//! Why there is no answer.

use std::error::Error;
use thiserror::Error;

type Cause = Box<dyn Error + Send + Sync>;

/// What went wrong.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// There is nowhere to send it to.
    #[error("builder error")]
    Address(#[source] Cause),
    /// The whole time was up.
    #[error("operation timed out")]
    Patience,
    /// There is no connection.
    #[error("client error (Connect)")]
    Connect(#[source] Cause),
    /// The connection ended without an answer.
    #[error("client error (SendRequest)")]
    Send(#[source] Cause),
    /// The answer ended before its body did.
    #[error("request or response body error")]
    Body(#[source] Cause),
}

impl Failure {
    pub(super) fn address(cause: impl Into<Cause>) -> Self {
        Self::Address(cause.into())
    }

    pub(super) fn connect(cause: impl Into<Cause>) -> Self {
        Self::Connect(cause.into())
    }

    pub(super) fn send(cause: impl Into<Cause>) -> Self {
        Self::Send(cause.into())
    }

    pub(super) fn body(cause: impl Into<Cause>) -> Self {
        Self::Body(cause.into())
    }

    /// With all its causes: "error sending request" alone helps nobody.
    pub(super) fn told(&self, url: &str) -> String {
        let mut text = match self {
            Self::Address(_) | Self::Body(_) => self.to_string(),
            _ => format!("error sending request for url ({url}): {self}"),
        };
        let mut source = self.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        text
    }
}
