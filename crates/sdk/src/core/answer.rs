//! From the bytes that came back to a typed answer, or to the reason why not.

use crate::config::Config;
use crate::core::authenticity::{AuthenticityError, check, is_signed, text};
use crate::core::names;
use crate::error::{ApiError, Error, UntrustedAnswer};
use crate::response::{Response, read_json, undecodable};
use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use payscore_api::ErrorBody;
use payscore_wire::request_id::numeric_code;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// No answer of the JSON API comes near this: 16 MiB. A longer one is not read to its end.
pub const MAX_ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// How much of a gateway's error page becomes an error's message.
const QUOTED_CHARS: usize = 200;

/// An answer as it came, not yet believed.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, byte for byte: its signature covers these, and nothing that was parsed and written again.
    pub body: Bytes,
}

impl Answer {
    /// `Request-ID`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        text(&self.headers, &names::REQUEST_ID)
    }
}

/// Lets through what WeChat Pay has signed, and is a success.
///
/// An error needs no signature (WeChat Pay itself does not sign a 401, and a gateway's 502 cannot be), but if it claims
/// to have one, it has to be right.
///
/// # Errors
/// [`Error::Signature`], else [`Error::Api`] for every status outside 2xx.
pub fn accept(config: &Config, answer: Answer) -> Result<Answer, Error> {
    let verified = verify(config, &answer);
    conclude(answer, verified)
}

/// Whether whatever claims, or has, to be signed by WeChat Pay is.
pub(crate) fn verify(config: &Config, answer: &Answer) -> Result<(), AuthenticityError> {
    if answer.status.is_success() || is_signed(&answer.headers) {
        check(&answer.headers, &answer.body, config.platform_keys(), config.now())
    } else {
        Ok(())
    }
}

/// What an answer comes to, given what its verification said.
pub(crate) fn conclude(answer: Answer, verified: Result<(), AuthenticityError>) -> Result<Answer, Error> {
    verified.map_err(|reason| untrusted(&answer, reason))?;
    if answer.status.is_success() {
        return Ok(answer);
    }
    let unsigned = !is_signed(&answer.headers);
    Err(api_error(answer, unsigned).into())
}

/// Lets a success through that is not verified yet, and no refusal.
pub(crate) fn unless_refused(config: &Config, answer: Answer) -> Result<Answer, Error> {
    if answer.status.is_success() { Ok(answer) } else { accept(config, answer) }
}

/// Reads the body of an [`accept`]ed answer. An empty one (204) reads as an object without fields.
///
/// # Errors
/// [`Error::Decode`] if it is something else than a `T`.
pub fn decode<T: DeserializeOwned>(answer: Answer) -> Result<Response<T>, Error> {
    match read_json(&answer.body) {
        Ok(value) => Ok(respond(answer, value)),
        Err(source) => {
            let request_id = answer.request_id().map(str::to_owned);
            Err(undecodable::<T>(answer.status, request_id, answer.body, source))
        }
    }
}

/// Reads the body of an accepted answer as any JSON; `null` where there is none.
pub(crate) fn decode_value(answer: Answer) -> Result<Response<serde_json::Value>, Error> {
    if answer.body.is_empty() { Ok(respond(answer, serde_json::Value::Null)) } else { decode(answer) }
}

fn respond<T>(answer: Answer, value: T) -> Response<T> {
    let request_id = answer.request_id().map(str::to_owned);
    Response { value, status: answer.status, request_id, body: answer.body }
}

pub(crate) fn untrusted(answer: &Answer, reason: AuthenticityError) -> Error {
    let request_id = answer.request_id().map(str::to_owned);
    UntrustedAnswer { status: answer.status, request_id, reason }.into()
}

fn api_error(answer: Answer, unsigned: bool) -> ApiError {
    let request_id = answer.request_id().map(str::to_owned);
    let ErrorBody { code, detail, message } =
        serde_json::from_slice(&answer.body).unwrap_or_else(|_| foreign(&answer.body));
    let numeric_code = request_id.as_deref().and_then(numeric_code);
    // How long WeChat Pay, or a gateway, wants to be left alone: seconds. Its other form, a date, is not read.
    let retry_after = text(&answer.headers, &RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok());
    ApiError {
        status: answer.status,
        code,
        message,
        detail,
        request_id,
        numeric_code,
        unsigned,
        retry_after: retry_after.map(Duration::from_secs),
        in_doubt: false,
        body: answer.body,
    }
}

/// What is no error of WeChat Pay's: a gateway's page.
fn foreign(body: &[u8]) -> ErrorBody {
    let text = String::from_utf8_lossy(body);
    ErrorBody { code: String::new(), detail: None, message: text.trim().chars().take(QUOTED_CHARS).collect() }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
