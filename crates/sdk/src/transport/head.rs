//! An answer's head: status, headers, and what they say of the body and the connection.

use super::body::{Chunk, Framing};
use super::incoming::Malformed;
use crate::core::names;
use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use httparse::Header as Field;
use std::mem::MaybeUninit;

/// As many headers as other clients take.
const MAX_HEADERS: usize = 100;
/// What a head may be long.
pub(super) const MAX_HEAD_BYTES: usize = 64 * 1024;

/// What is read of an answer, by the [core](crate::core).
static READ: [(&str, &HeaderName); 7] = [
    ("request-id", &names::REQUEST_ID),
    ("wechatpay-nonce", &names::NONCE),
    ("wechatpay-serial", &names::SERIAL),
    ("wechatpay-signature", &names::SIGNATURE),
    ("wechatpay-signature-type", &names::SIGNATURE_TYPE),
    ("wechatpay-timestamp", &names::TIMESTAMP),
    ("retry-after", &RETRY_AFTER),
];

/// Few answers have all: a larger map takes several times as long to make.
const EXPECTED: usize = 6;

/// An answer's head.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    /// Of its headers, those that anybody reads.
    pub(crate) headers: HeaderMap,
    announced: u64,
}

impl Head {
    /// How long the body will be, where that was said.
    pub(crate) fn announced(&self) -> usize {
        usize::try_from(self.announced).unwrap_or(usize::MAX)
    }
}

/// A head, and what follows from it.
pub(super) struct Parsed {
    pub(super) head: Head,
    /// How many bytes it took.
    pub(super) length: usize,
    pub(super) framing: Framing,
    /// Whether the other side means to go on with this connection.
    pub(super) lasting: bool,
}

/// Reads a head; `None` while it is not whole. `bodiless` if the request was one whose answer has no body.
pub(super) fn parse(buffer: &[u8], bodiless: bool) -> Result<Option<Parsed>, Malformed> {
    let mut fields = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut answer = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    let parsed = config.parse_response_with_uninit_headers(&mut answer, buffer, &mut fields)?;
    let httparse::Status::Complete(length) = parsed else {
        return if buffer.len() > MAX_HEAD_BYTES { Err(Malformed::HeadTooLong) } else { Ok(None) };
    };
    let status = answer.code.and_then(|code| StatusCode::from_u16(code).ok()).ok_or(Malformed::Status)?;
    let framing = framing(status, answer.headers, bodiless)?;
    let lasting = lasting(answer.version == Some(1), answer.headers);
    let headers = headers(&buffer[..length], answer.headers)?;
    let announced = if let Framing::Length(length) = framing { length } else { 0 };
    Ok(Some(Parsed { head: Head { status, headers, announced }, length, framing, lasting }))
}

/// The headers that anybody reads. Their values share one copy of the head.
fn headers(head: &[u8], fields: &[Field<'_>]) -> Result<HeaderMap, Malformed> {
    let shared = Bytes::copy_from_slice(head);
    let mut headers = HeaderMap::with_capacity(EXPECTED);
    for field in fields {
        let Some((_, name)) = READ.iter().find(|(text, _)| field.name.eq_ignore_ascii_case(text)) else { continue };
        let at = field.value.as_ptr().addr() - head.as_ptr().addr();
        let value = shared.slice(at..at + field.value.len());
        headers.append(*name, HeaderValue::from_maybe_shared(value).map_err(|_| Malformed::Header)?);
    }
    Ok(headers)
}

/// The values of all headers with this name.
fn values<'a>(fields: &'a [Field<'_>], name: &str) -> impl Iterator<Item = &'a [u8]> {
    fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name)).map(|field| field.value)
}

fn framing(status: StatusCode, fields: &[Field<'_>], bodiless: bool) -> Result<Framing, Malformed> {
    if bodiless || status.is_informational() || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        return Ok(Framing::Length(0));
    }
    let mut length = None;
    for value in values(fields, "content-length") {
        let number = decimal(value).ok_or(Malformed::Framing)?;
        if length.is_some_and(|length| length != number) {
            return Err(Malformed::Framing);
        }
        length = Some(number);
    }
    let mut codings = values(fields, "transfer-encoding");
    if let Some(coding) = codings.next() {
        // Nothing else was asked for (`TE`), and both together is how answers are smuggled.
        let chunked = coding.eq_ignore_ascii_case(b"chunked") && codings.next().is_none() && length.is_none();
        return if chunked { Ok(Framing::Chunked(Chunk::Size)) } else { Err(Malformed::Framing) };
    }
    Ok(length.map_or(Framing::UntilClose, Framing::Length))
}

/// Digits only: Rust's own parser would take a sign.
fn decimal(text: &[u8]) -> Option<u64> {
    if text.iter().all(u8::is_ascii_digit) { std::str::from_utf8(text).ok()?.parse().ok() } else { None }
}

fn lasting(modern: bool, fields: &[Field<'_>]) -> bool {
    let says = |word: &[u8]| {
        let mut words = values(fields, "connection").flat_map(|value| value.split(|byte| *byte == b','));
        words.any(|it| it.trim_ascii().eq_ignore_ascii_case(word))
    };
    if modern { !says(b"close") } else { says(b"keep-alive") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use payscore_wire::headers;

    #[test]
    fn names_are_looked_for_as_they_are_kept() {
        assert!(READ.iter().all(|(text, name)| name == text));
    }

    #[test]
    fn all_that_belongs_to_a_signature_is_read_and_cookies_are_not() {
        let head = "HTTP/1.1 200 OK\r\nset-cookie: a\r\nRETRY-after: 1\r\nWechatpay-Nonce:  x \r\n\r\n";
        let read = parse(head.as_bytes(), false).unwrap().unwrap().head.headers;
        assert_eq!(
            (read.len(), &read[RETRY_AFTER], &read[headers::WECHATPAY_NONCE]),
            (2, &"1".parse().unwrap(), &"x".parse().unwrap())
        );
        for name in [
            headers::REQUEST_ID,
            headers::WECHATPAY_NONCE,
            headers::WECHATPAY_SERIAL,
            headers::WECHATPAY_SIGNATURE,
            headers::WECHATPAY_SIGNATURE_TYPE,
            headers::WECHATPAY_TIMESTAMP,
        ] {
            assert!(READ.iter().any(|(read, _)| read.eq_ignore_ascii_case(name)), "{name}");
        }
    }
}
