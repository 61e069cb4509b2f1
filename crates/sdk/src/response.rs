//! An answer that WeChat Pay has signed.

use crate::error::{DecodeError, Error};
use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;

/// Reads a body; an empty one as an object without fields.
pub(crate) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    match std::str::from_utf8(body) {
        Ok("") => serde_json::from_str("{}"),
        // Looked at once as a whole, and not again text by text.
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    }
}

pub(crate) fn undecodable<T>(
    status: StatusCode,
    request_id: Option<String>,
    body: Bytes,
    source: serde_json::Error,
) -> Error {
    DecodeError { expected: std::any::type_name::<T>(), status, request_id, body, source }.into()
}

/// A success, verified, with what it says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Response<T> {
    /// What it says: typed after `send`, any JSON after the path styles, where 204 gives `null`.
    pub value: T,
    /// The HTTP status: 200, or 204 where the answer has no body.
    pub status: StatusCode,
    /// `Request-ID`: what WeChat Pay's support asks for.
    pub request_id: Option<String>,
    /// The body, byte for byte as it was signed.
    pub body: Bytes,
}

impl<T> Response<T> {
    /// What it says.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// Reads the body as another type: a typed one after the path styles, or `serde_json::Value` for fields that the
    /// typed answer does not have. An empty body reads as an object without fields.
    ///
    /// # Errors
    /// [`Error::Decode`] if the body is something else than a `U`.
    pub fn json<U: DeserializeOwned>(&self) -> Result<U, Error> {
        read_json(&self.body)
            .map_err(|source| undecodable::<U>(self.status, self.request_id.clone(), self.body.clone(), source))
    }
}
