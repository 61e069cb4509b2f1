//! Why a delivery does not reach the handler, and what is answered then.

use super::answer::NotifyAnswer;
use super::guard::GuardError;
use crate::notification::NotificationError;
use http::StatusCode;
use std::error::Error as _;

/// Why a delivery is not handed to the handler.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotifyRefusal {
    /// The body is over [`MAX_BODY_BYTES`](super::MAX_BODY_BYTES).
    #[error("the body is too long for a notification")]
    TooLong,
    /// The body did not come in whole.
    #[error("the body cannot be read")]
    Body(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Not from WeChat Pay, or not readable.
    #[error(transparent)]
    Notification(#[from] NotificationError),
    /// It was handled before. The answer is 204: nothing is wrong.
    #[error("notification {id} has been handled before")]
    Handled {
        /// Its id.
        id: String,
    },
    /// It is being handled at this moment.
    #[error("notification {id} is being handled at this moment")]
    InHand {
        /// Its id.
        id: String,
    },
    /// The replay guard cannot say.
    #[error("the replay guard does not answer")]
    Guard(#[source] GuardError),
    /// The application has no [`NotifyEndpoint`](super::NotifyEndpoint) in its data.
    #[error("the application has no NotifyEndpoint")]
    NoEndpoint,
}

impl NotifyRefusal {
    /// The answer that belongs to it.
    pub fn answer(&self) -> NotifyAnswer {
        let status = match self {
            Self::Handled { .. } => return NotifyAnswer::taken(),
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Body(_) => StatusCode::BAD_REQUEST,
            Self::InHand { .. } => StatusCode::CONFLICT,
            Self::Notification(error) => return error.into(),
            Self::Guard(_) | Self::NoEndpoint => StatusCode::INTERNAL_SERVER_ERROR,
        };
        NotifyAnswer::failed(status, &self.to_string())
    }

    /// Tells the log: what is routine quietly, what somebody has to mend loudly.
    pub(super) fn logged(self) -> Self {
        let cause = self.source().map(ToString::to_string).unwrap_or_default();
        match &self {
            Self::Notification(NotificationError::Probe) => tracing::debug!("{self}"),
            Self::Handled { .. } | Self::InHand { .. } => tracing::debug!("{self}"),
            Self::TooLong | Self::Body(_) => tracing::warn!(cause, "{self}"),
            // Anybody can send a wrong signature: no reason to wake anybody.
            Self::Notification(NotificationError::Authenticity(_)) => tracing::warn!(cause, "{self}"),
            Self::Notification(_) | Self::Guard(_) | Self::NoEndpoint => tracing::error!(cause, "{self}"),
        }
        self
    }
}

impl From<&NotificationError> for NotifyAnswer {
    fn from(error: &NotificationError) -> Self {
        let status = match error {
            NotificationError::Probe | NotificationError::Authenticity(_) => StatusCode::UNAUTHORIZED,
            NotificationError::Envelope(_) => StatusCode::BAD_REQUEST,
            // Ours to mend: a wrong APIv3 key, a type that is too narrow. Until then it comes again.
            NotificationError::Decrypt(_) | NotificationError::Resource { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::failed(status, &error.to_string())
    }
}
