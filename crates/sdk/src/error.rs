//! What can go wrong, and what is known about it then.
//!
//! Causes are kept as [`source`](std::error::Error::source)s and not repeated in the texts: print the whole chain.

use crate::bill::BillError;
use crate::config::ConfigError;
use crate::core::{AuthenticityError, CertificateListError, SensitiveError, TemplateError};
use crate::notification::NotificationError;
use crate::upload::UploadError;
use bytes::Bytes;
use http::{Method, StatusCode};
use payscore_api::Violation;
use serde_json::Value;
use std::fmt;
use std::time::Duration;

/// Everything that a client's calls can end in, in the order in which a call goes through it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The path cannot be made. Nothing was sent.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A typed request breaks its own declared limits. Nothing was sent.
    #[error(transparent)]
    Limits(#[from] Box<LimitsError>),
    /// A sensitive field cannot be encrypted. Nothing was sent.
    #[error(transparent)]
    Sensitive(#[from] SensitiveError),
    /// A file cannot be uploaded. Nothing was sent.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// The request cannot be written down. Nothing was sent.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The system has no randomness for a nonce. Nothing was sent.
    #[error("the system gives no random bytes for the request's nonce")]
    Randomness(#[source] getrandom::Error),
    /// The client's own rate limit leaves no room in the time allowed. Nothing was sent.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// No answer came back. Unless [`TransportError::is_connect`], the request may have taken effect all the same:
    /// query before trying something else.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// An answer came back that WeChat Pay has not signed. The request may have taken effect.
    #[error(transparent)]
    Signature(#[from] Box<UntrustedAnswer>),
    /// WeChat Pay says no.
    #[error(transparent)]
    Api(#[from] Box<ApiError>),
    /// The answer is genuine, and a success, but reads otherwise than expected.
    #[error(transparent)]
    Decode(#[from] Box<DecodeError>),
    /// The downloaded platform certificates cannot be used.
    #[error(transparent)]
    Certificates(#[from] CertificateListError),
    /// A bill's file is not fetched, or is not what WeChat Pay said it would be.
    #[error(transparent)]
    Bill(#[from] Box<BillError>),
    /// A notification is not to be trusted, or cannot be read.
    #[error(transparent)]
    Notification(#[from] NotificationError),
}

impl Error {
    /// WeChat Pay's refusal, if this is one.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The `code` of WeChat Pay's refusal, such as `ORDER_NOT_EXIST`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.api().map(|error| error.code.as_str())
    }

    /// `Request-ID` of the answer, where there was one: what WeChat Pay's support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Signature(error) => error.request_id.as_deref(),
            Self::Api(error) => error.request_id.as_deref(),
            Self::Decode(error) => error.request_id.as_deref(),
            _ => None,
        }
    }

    /// Whether time ran out, connecting or waiting.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }

    /// Whether a write may have been done all the same: query before doing anything else. What was tried several times
    /// may have taken effect if one of the tries may have.
    #[must_use]
    pub fn may_have_taken_effect(&self) -> bool {
        match self {
            Self::Transport(error) => !error.is_connect(),
            Self::Api(refusal) => refusal.in_doubt || refusal.status.is_server_error(),
            // Of an answer that is not believed, the status is not believed either.
            Self::Signature(_) | Self::Decode(_) => true,
            Self::Config(_)
            | Self::Template(_)
            | Self::Limits(_)
            | Self::Sensitive(_)
            | Self::Upload(_)
            | Self::Encode(_)
            | Self::Randomness(_)
            | Self::Throttled(_)
            | Self::Certificates(_)
            | Self::Bill(_)
            | Self::Notification(_) => false,
        }
    }
}

/// The client's own [rate limit](crate::RateLimit) would have kept the call waiting for longer than it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the client's own rate limit would keep the call waiting for {} ms", wait.as_millis())]
#[non_exhaustive]
pub struct Throttled {
    /// How long.
    pub wait: Duration,
}

/// A typed request that breaks its own declared limits.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LimitsError {
    /// The request's type.
    pub operation: &'static str,
    /// Which field, and what is wrong with it.
    pub violation: Violation,
}

impl fmt::Display for LimitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, violation } = self;
        let field = violation.path.join("/");
        write!(f, "{operation}: {field} breaks its limits: {}", violation.issue_text())
    }
}

impl std::error::Error for LimitsError {}

/// Why a request cannot be written down.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The body does not become JSON: a map whose keys are no texts, say.
    #[error("the body cannot be written as JSON")]
    Body(#[source] serde_json::Error),
    /// The query is no list of names and values.
    #[error("the query cannot be written as names and values")]
    Query(#[source] serde_urlencoded::ser::Error),
    /// A nonce or a platform key's serial has characters that no header can carry.
    #[error("a header cannot carry its value")]
    Header(#[source] http::header::InvalidHeaderValue),
    /// The operation declares a method that is none.
    #[error("`{0}` is not an HTTP method")]
    Method(&'static str),
}

/// How far a request got that was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportKind {
    /// No connection came about: WeChat Pay has not seen the request.
    Connect,
    /// Connected, but time ran out.
    Timeout,
    /// The answer is longer than [`MAX_ANSWER_BYTES`](crate::core::MAX_ANSWER_BYTES).
    TooLong,
    /// Anything else, such as a connection that broke.
    Broken,
}

/// No answer, or half of one.
#[derive(Debug, thiserror::Error)]
#[error("{method} {path}: {}", self.summary())]
#[non_exhaustive]
pub struct TransportError {
    /// How far it got.
    pub kind: TransportKind,
    /// The request's method.
    pub method: Method,
    /// The request's path; without the query, which may name a user.
    pub path: String,
    timeout: bool,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TransportError {
    /// A failure of the HTTP client's; `timeout` if it is for lack of time, even while connecting.
    pub fn new(
        kind: TransportKind,
        timeout: bool,
        request: &crate::core::PreparedRequest,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        let path = request.target().split('?').next().unwrap_or_default().to_owned();
        let timeout = timeout || kind == TransportKind::Timeout;
        Self { kind, method: request.method.clone(), path, timeout, source: source.into() }
    }

    /// Whether no connection came about: WeChat Pay has not seen the request, so nothing can have happened.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == TransportKind::Connect
    }

    /// Whether time ran out, connecting or waiting.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.timeout
    }

    fn summary(&self) -> &'static str {
        match self.kind {
            TransportKind::Connect if self.timeout => "no connection within the time allowed",
            TransportKind::Connect => "no connection",
            TransportKind::Timeout => "no answer within the time allowed",
            TransportKind::TooLong => "the answer is too long",
            TransportKind::Broken => "the exchange broke off",
        }
    }
}

/// An answer that WeChat Pay has not signed, or not so that it fits.
#[derive(Debug, thiserror::Error)]
#[error("the answer (HTTP {}) is not authentic", status.as_u16())]
#[non_exhaustive]
pub struct UntrustedAnswer {
    /// Its status, as claimed.
    pub status: StatusCode,
    /// `Request-ID`, as claimed.
    pub request_id: Option<String>,
    /// What is wrong.
    #[source]
    pub reason: AuthenticityError,
}

/// WeChat Pay's refusal.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// Which kind of refusal, for programs: `PARAM_ERROR`. Empty if the answer is none of WeChat Pay's, such as a
    /// gateway's error page.
    pub code: String,
    /// What is wrong, for people, in Chinese. The first part of the answer if it is none of WeChat Pay's.
    pub message: String,
    /// What is wrong, where WeChat Pay says more: the field, what was signed.
    pub detail: Option<Value>,
    /// `Request-ID`: what WeChat Pay's support asks for.
    pub request_id: Option<String>,
    /// The number at the end of the `Request-ID`, finer than `code`: 271316598.
    pub numeric_code: Option<u32>,
    /// Whether nobody signed this answer, as WeChat Pay itself does on 401 and gateways do on 5xx. It may come from
    /// whoever is on the way.
    pub unsigned: bool,
    /// How long WeChat Pay wants to be left alone (`Retry-After`).
    pub retry_after: Option<Duration>,
    /// Whether an earlier try of the same call was not answered: this refusal is of a later one, and the earlier may
    /// have taken effect. Also of a refund that is refused with 429, which upstream may have accepted all the same.
    pub in_doubt: bool,
    /// The whole answer, as it came.
    pub body: Bytes,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, code, message, request_id, .. } = self;
        write!(f, "HTTP {}", status.as_u16())?;
        if !code.is_empty() {
            write!(f, " {code}")?;
        }
        if !message.is_empty() {
            write!(f, ": {message}")?;
        }
        match request_id {
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ApiError {}

/// A genuine answer that reads otherwise than expected.
#[derive(Debug, thiserror::Error)]
#[error("the answer (HTTP {}) cannot be read as `{expected}`", status.as_u16())]
#[non_exhaustive]
pub struct DecodeError {
    /// The Rust type expected.
    pub expected: &'static str,
    /// The HTTP status: of success, so the request has taken effect.
    pub status: StatusCode,
    /// `Request-ID`: what WeChat Pay's support asks for.
    pub request_id: Option<String>,
    /// The answer, as it came.
    pub body: Bytes,
    /// What does not fit.
    pub source: serde_json::Error,
}

/// Large causes are boxed, so that a `Result` stays small on the path where nothing goes wrong.
macro_rules! boxed {
    ($($cause:ty),*) => {
        $(
            impl From<$cause> for Error {
                fn from(cause: $cause) -> Self {
                    Box::new(cause).into()
                }
            }
        )*
    };
}
boxed!(LimitsError, UntrustedAnswer, ApiError, DecodeError, BillError);
