//! What WeChat Pay wants to hear.

use http::StatusCode;
use serde::Serialize;

/// `message` holds this many characters at most.
const MAX_MESSAGE_CHARS: usize = 64;

/// The answer to a notification: 204 without a body, or 4xx or 5xx with `{"code":"FAIL","message":"…"}`.
///
/// ```
/// use http::StatusCode;
/// use payscore::notify::NotifyAnswer;
///
/// assert_eq!((NotifyAnswer::taken().status().as_u16(), NotifyAnswer::taken().body()), (204, &b""[..]));
/// let refused = NotifyAnswer::failed(StatusCode::INTERNAL_SERVER_ERROR, "库存未就绪");
/// assert_eq!(refused.body(), r#"{"code":"FAIL","message":"库存未就绪"}"#.as_bytes());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "send it"]
pub struct NotifyAnswer {
    status: StatusCode,
    body: Vec<u8>,
}

#[derive(Serialize)]
struct Failure<'a> {
    code: &'a str,
    message: &'a str,
}

impl NotifyAnswer {
    /// Delivered: 204 without a body. It does not come again.
    pub fn taken() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: Vec::new() }
    }

    /// Not delivered: it comes again. Of the message, WeChat Pay reads 64 characters. A status outside 4xx and 5xx would
    /// mean something else, and becomes 500.
    pub fn failed(status: StatusCode, message: &str) -> Self {
        let is_failure = status.is_client_error() || status.is_server_error();
        let end = message.char_indices().nth(MAX_MESSAGE_CHARS).map_or(message.len(), |(at, _)| at);
        let failure = Failure { code: "FAIL", message: &message[..end] };
        Self {
            status: if is_failure { status } else { StatusCode::INTERNAL_SERVER_ERROR },
            body: serde_json::to_vec(&failure).expect("two texts are JSON"),
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body: JSON, or nothing.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body, taken out.
    #[must_use]
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// `Content-Type`, where there is a body.
    #[must_use]
    pub fn content_type(&self) -> Option<&'static str> {
        (!self.body.is_empty()).then_some("application/json")
    }
}
