//! HTTP/1.1 as far as WeChat Pay needs it: one request, one answer, on connections that are kept. What is here does no
//! IO; `client/http.rs` and `blocking/http.rs` add sockets, each its own kind.
//!
//! HTTP libraries for everybody cost more per call than all that a call has to do besides signing and verifying.

mod body;
mod head;
mod incoming;
mod outgoing;
mod pool;
mod proxy;
mod tls;

pub(crate) use head::Head;
pub(crate) use incoming::{Incoming, Progress};
pub(crate) use outgoing::{Via, write_connect, write_request};
pub(crate) use pool::{Pool, Pooled};
pub(crate) use proxy::{Proxies, Route};
pub(crate) use tls::Tls;

use crate::core::{MAX_ANSWER_BYTES, PreparedRequest};
use crate::error::{Error, TransportError, TransportKind};
use crate::upload::UploadError;
use bytes::Bytes;
use std::io::{self, ErrorKind};
use std::time::Duration;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why an exchange came to nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There was no connection, so nothing was sent.
    Connect(Cause),
    /// There was none within this time.
    ConnectTimeout(Duration),
    /// Connected, but time ran out.
    Timeout(Duration),
    /// The connection broke, or brought something that is not HTTP.
    Broken(Cause),
    /// The file that is uploaded cannot be read to its end, or has changed. The request is not whole.
    Unsendable(UploadError),
    /// Whoever takes the answer wants no more of it.
    Unwanted(Unwanted),
}

/// Why an answer is not read to its end.
#[derive(Debug)]
pub(crate) enum Unwanted {
    TooLong,
    Other(Error),
}

impl<E: Into<Error>> From<E> for Unwanted {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

impl Failure {
    pub(crate) fn connect(cause: impl Into<Cause>) -> Self {
        Self::Connect(cause.into())
    }

    pub(crate) fn broken(cause: impl Into<Cause>) -> Self {
        Self::Broken(cause.into())
    }

    /// The same, of what is done before a request can be sent.
    pub(crate) fn connecting(self) -> Self {
        if let Self::Broken(cause) = self { Self::Connect(cause) } else { self }
    }

    /// `late`, where a socket says that it has waited for too long.
    pub(crate) fn late_if_timed_out(self, late: Self) -> Self {
        let (Self::Connect(cause) | Self::Broken(cause)) = &self else { return self };
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(ErrorKind::TimedOut | ErrorKind::WouldBlock)) { late } else { self }
    }

    /// The call's error.
    pub(crate) fn of(self, prepared: &PreparedRequest) -> Error {
        let late = |limit: Duration| io::Error::new(ErrorKind::TimedOut, format!("waited for {limit:?}"));
        let error = |kind, timeout, cause: Cause| TransportError::new(kind, timeout, prepared, cause).into();
        match self {
            Self::Connect(cause) => error(TransportKind::Connect, false, cause),
            Self::ConnectTimeout(limit) => error(TransportKind::Connect, true, late(limit).into()),
            Self::Timeout(limit) => error(TransportKind::Timeout, true, late(limit).into()),
            Self::Broken(cause) => error(TransportKind::Broken, false, cause),
            Self::Unsendable(error) => error.into(),
            Self::Unwanted(Unwanted::TooLong) => {
                error(TransportKind::TooLong, false, format!("more than {MAX_ANSWER_BYTES} bytes").into())
            }
            Self::Unwanted(Unwanted::Other(error)) => error,
        }
    }
}

/// Where the pieces of an answer go.
pub(crate) trait Sink: Send {
    /// Takes the next one.
    fn take(&mut self, head: &Head, piece: &[u8]) -> Result<(), Unwanted>;
}

/// An answer in memory.
#[derive(Default)]
pub(crate) struct InMemory(Vec<u8>);

impl InMemory {
    pub(crate) fn into_bytes(self) -> Bytes {
        self.0.into()
    }
}

impl Sink for InMemory {
    fn take(&mut self, head: &Head, piece: &[u8]) -> Result<(), Unwanted> {
        if self.0.len() + piece.len() > MAX_ANSWER_BYTES {
            return Err(Unwanted::TooLong);
        }
        if self.0.is_empty() && head.announced() <= MAX_ANSWER_BYTES {
            // What is announced is believed as far as it has begun to come.
            self.0.reserve_exact(head.announced().min(piece.len() * 64));
        }
        self.0.extend_from_slice(piece);
        Ok(())
    }
}

#[cfg(test)]
mod clients_tests;
