//! One request as it is kept.

use crate::faults::{NEGATIVE_TEST, Strike};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use std::time::Duration;

/// Headers that decide how a request is answered, or tell who sent it.
static NOTED: [HeaderName; 8] = [
    AUTHORIZATION,
    NEGATIVE_TEST,
    HeaderName::from_static("wechatpay-serial"),
    CONTENT_TYPE,
    CONTENT_LENGTH,
    ACCEPT,
    USER_AGENT,
    HOST,
];
/// Two of a kind are a mistake worth seeing; twenty are not.
const MOST_OF_A_KIND: usize = 2;
/// So much of a header's value is kept, and of a target.
const MOST_OF_HEAD: usize = 4 << 10;
/// So much of a body.
const MOST_OF_BODY: usize = 16 << 10;
/// What an SDK's headers take, an RSA signature in base64 among them.
const USUAL_HEADERS: usize = 768;

/// Bytes, perhaps cut.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Text<'a> {
    pub(crate) bytes: &'a [u8],
    /// How many there were.
    pub(crate) whole: usize,
}

impl Text<'_> {
    /// Whether some are missing.
    pub(crate) fn is_cut(&self) -> bool {
        self.bytes.len() < self.whole
    }
}

/// What there is to keep of a request and its answer: some of it whole, of some the beginning.
#[derive(Default)]
pub(super) struct Texts<'a> {
    pub(super) target: &'a str,
    pub(super) stripped: Option<&'a str>,
    /// In pieces.
    pub(super) origin: [&'a str; 4],
    pub(super) received: Text<'a>,
    pub(super) request_id: &'a [u8],
    pub(super) answered: &'a [u8],
}

/// Where one of them is, in the order that they are kept in.
#[derive(Clone, Copy)]
enum Place {
    Target,
    Stripped,
    Origin,
    Received,
    RequestId,
    Answered,
}

/// A request and its answer.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// Counts requests since the start, from 1.
    pub(crate) number: u64,
    /// The wall clock at its arrival, in unix seconds.
    pub(crate) at: i64,
    /// The service clock then.
    pub(crate) service_at: i64,
    pub(crate) took: Duration,
    pub(crate) method: Method,
    /// Whether there was more of the target.
    pub(crate) target_is_cut: bool,
    /// What was answered, or would have been.
    pub(crate) status: u16,
    /// The fault that struck it.
    pub(crate) strike: Option<Strike>,
    /// How long the body was, and the answer's.
    received_length: usize,
    answered_length: usize,
    /// All texts, one behind another: with a piece of memory each, noting them would take most of the time that noting
    /// a request takes.
    kept: Vec<u8>,
    ends: [u32; 6],
    headers: [Header; NOTED.len() * MOST_OF_A_KIND],
    header_count: usize,
}

/// A header's value.
#[derive(Debug, Clone, Copy, Default)]
struct Header {
    /// Its name in [`NOTED`].
    name: u8,
    end: u32,
}

impl Entry {
    /// One of these texts; the rest is still to be said.
    pub(super) fn of(texts: &Texts<'_>, headers: &HeaderMap) -> Self {
        let (target, stripped) = (short(texts.target), short(texts.stripped.unwrap_or_default()));
        let (received, answered) = (beginning(texts.received.bytes), beginning(texts.answered));
        let origin = texts.origin.iter().map(|piece| piece.len()).sum::<usize>();
        let bodies = received.len() + texts.request_id.len() + answered.len();
        let mut entry = Self {
            target_is_cut: target.len() < texts.target.len(),
            received_length: texts.received.whole,
            answered_length: texts.answered.len(),
            kept: Vec::with_capacity(target.len() + stripped.len() + origin + bodies + USUAL_HEADERS),
            ..Self::default()
        };
        entry.put(Place::Target, &[target]);
        entry.put(Place::Stripped, &[stripped]);
        entry.put(Place::Origin, &texts.origin);
        entry.put(Place::Received, &[received]);
        entry.put(Place::RequestId, &[texts.request_id]);
        entry.put(Place::Answered, &[answered]);
        for (name, header) in (0..).zip(&NOTED) {
            for value in headers.get_all(header).iter().take(MOST_OF_A_KIND) {
                entry.put_header(name, value);
            }
        }
        entry
    }

    fn put<T: AsRef<[u8]>>(&mut self, place: Place, pieces: &[T]) {
        pieces.iter().for_each(|piece| self.kept.extend_from_slice(piece.as_ref()));
        self.ends[place as usize] = self.end();
    }

    fn put_header(&mut self, name: u8, value: &HeaderValue) {
        let value = value.as_bytes();
        self.kept.extend_from_slice(&value[..value.len().min(MOST_OF_HEAD)]);
        self.headers[self.header_count] = Header { name, end: self.end() };
        self.header_count += 1;
    }

    /// Everything that is kept of one request is bounded, far below this.
    fn end(&self) -> u32 {
        u32::try_from(self.kept.len()).unwrap_or(u32::MAX)
    }

    fn get(&self, place: Place) -> &[u8] {
        let start = (place as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.kept[start as usize..self.ends[place as usize] as usize]
    }

    fn text(&self, place: Place) -> &str {
        std::str::from_utf8(self.get(place)).unwrap_or_default()
    }

    /// Path and query as sent.
    pub(crate) fn target(&self) -> &str {
        self.text(Place::Target)
    }

    /// The same without the base URL's prefix, where there was one.
    pub(crate) fn stripped(&self) -> &str {
        match self.text(Place::Stripped) {
            "" => self.target(),
            stripped => stripped,
        }
    }

    /// Where it came in: `http://127.0.0.1:9080`.
    pub(crate) fn origin(&self) -> &str {
        self.text(Place::Origin)
    }

    /// The body.
    pub(crate) fn received(&self) -> Text<'_> {
        Text { bytes: self.get(Place::Received), whole: self.received_length }
    }

    /// The answer's `Request-ID`.
    pub(crate) fn request_id(&self) -> &str {
        self.text(Place::RequestId)
    }

    /// The answer's body.
    pub(crate) fn answered(&self) -> Text<'_> {
        Text { bytes: self.get(Place::Answered), whole: self.answered_length }
    }

    /// Those of its headers that matter.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'static HeaderName, &[u8])> {
        let first = self.ends[Place::Answered as usize];
        let headers = &self.headers[..self.header_count];
        let starts = std::iter::once(first).chain(headers.iter().map(|header| header.end));
        headers
            .iter()
            .zip(starts)
            .map(|(header, start)| (&NOTED[usize::from(header.name)], &self.kept[start as usize..header.end as usize]))
    }

    /// The values of a header.
    pub(crate) fn header<'a>(&'a self, name: &'a HeaderName) -> impl Iterator<Item = &'a [u8]> {
        self.headers().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Roughly the memory that it takes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.kept.capacity()
    }
}

fn short(target: &str) -> &str {
    &target[..target.floor_char_boundary(MOST_OF_HEAD)]
}

fn beginning(body: &[u8]) -> &[u8] {
    &body[..body.len().min(MOST_OF_BODY)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_where_it_was_put() {
        let mut headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static("localhost"))]);
        headers.extend(["a", "b", "c"].map(|value| (ACCEPT, HeaderValue::from_static(value))));
        let long = vec![b'x'; MOST_OF_BODY + 1];
        let texts = Texts {
            target: "/mock/v3/a",
            stripped: Some("/v3/a"),
            origin: ["http", "://", "localhost", "/mock"],
            received: Text { bytes: &long, whole: long.len() },
            request_id: b"08",
            answered: b"{}",
        };
        let entry = Entry::of(&texts, &headers);
        assert_eq!((entry.target(), entry.stripped(), entry.target_is_cut), ("/mock/v3/a", "/v3/a", false));
        assert_eq!((entry.origin(), entry.request_id()), ("http://localhost/mock", "08"));
        assert_eq!((entry.received().bytes.len(), entry.received().is_cut()), (MOST_OF_BODY, true));
        assert_eq!((entry.answered().bytes, entry.answered().is_cut()), (b"{}".as_slice(), false));
        let noted: Vec<_> = entry.headers().map(|(name, value)| (name.as_str(), value)).collect();
        assert_eq!(noted, [("accept", b"a".as_slice()), ("accept", b"b"), ("host", b"localhost")]);
    }

    #[test]
    fn a_long_target_is_cut() {
        let target = "/部".repeat(MOST_OF_HEAD);
        let entry = Entry::of(&Texts { target: &target, ..Texts::default() }, &HeaderMap::new());
        assert!(entry.target_is_cut && target.starts_with(entry.target()) && entry.target() == entry.stripped());
    }
}
