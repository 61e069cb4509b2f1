//! Answers: the headers that upstream sends, and the signature.

use super::Caller;
use crate::app::App;
use crate::identity::Signer;
use crate::refusal::Refusal;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use payscore_wire::{RequestId, message};

/// Names as hyper wants them; their casing on the wire is the listener's business.
pub(crate) mod name {
    use http::HeaderName;

    pub(crate) const TIMESTAMP: HeaderName = HeaderName::from_static("wechatpay-timestamp");
    pub(crate) const NONCE: HeaderName = HeaderName::from_static("wechatpay-nonce");
    pub(crate) const SERIAL: HeaderName = HeaderName::from_static("wechatpay-serial");
    pub(crate) const SIGNATURE: HeaderName = HeaderName::from_static("wechatpay-signature");
    pub(crate) const SIGNATURE_TYPE: HeaderName = HeaderName::from_static("wechatpay-signature-type");
    pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
}

/// How many headers an answer has, and some more.
const HEADERS: usize = 16;

/// An answer as it goes out, whole.
pub(crate) type Answered = Response<Bytes>;

/// A body with its status and the number at the end of its `Request-ID`.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) number: u32,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn refusal(refusal: &Refusal) -> Self {
        Self { status: refusal.status, number: refusal.number, body: refusal.to_json() }
    }
}

/// A signed answer; signed by what the request's `Wechatpay-Serial` asks for, else by the merchant's mode.
pub(crate) fn signed(app: &App, caller: &Caller, answer: Answer) -> Answered {
    let Signer { serial, key, .. } = caller.signer();
    let now = app.clock.wall();
    let timestamp = now.to_string();
    let nonce = format!("{:032x}", u128::from_le_bytes(app.entropy.bytes()));
    let signature = key.sign(&message::response(&timestamp, &nonce, &answer.body));
    let mut response = unsigned_at(app, now, answer);
    let headers = response.headers_mut();
    set(headers, name::NONCE, &nonce);
    set(headers, name::SIGNATURE, &signature);
    set(headers, name::TIMESTAMP, &timestamp);
    set(headers, name::SERIAL, serial);
    set(headers, name::SIGNATURE_TYPE, key.algorithm().scheme());
    response
}

pub(super) fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// An answer that upstream does not sign: 401, and whatever never reached an operation.
pub(crate) fn unsigned(app: &App, refusal: &Refusal) -> Answered {
    unsigned_at(app, app.clock.wall(), Answer::refusal(refusal))
}

/// A file. Upstream signs none, and clients know that.
pub(crate) fn file(app: &App, content_type: &'static str, bytes: Vec<u8>) -> Answered {
    let mut response = unsigned_at(app, app.clock.wall(), Answer { status: 200, number: 0, body: bytes });
    response.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// What stands in for an answer that nobody gets.
pub(super) fn none_at_all(app: &App) -> Answered {
    unsigned_at(app, app.clock.wall(), Answer { status: 204, number: 0, body: Vec::new() })
}

fn unsigned_at(app: &App, now: i64, answer: Answer) -> Answered {
    let id = RequestId::new(now, app.entropy.bytes(), answer.number);
    let mut response = Response::new(Bytes::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.reserve(HEADERS);
    if answer.status != 204 {
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    }
    headers.insert(http::header::CACHE_CONTROL, HeaderValue::from_static("no-cache, must-revalidate"));
    headers.insert(http::header::CONTENT_LANGUAGE, HeaderValue::from_static("zh-CN"));
    headers.insert(http::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert(name::REQUEST_ID, id);
    }
    response
}
