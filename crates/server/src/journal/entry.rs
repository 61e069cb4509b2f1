//! One request as it is kept.

use crate::faults::Strike;
use bytes::Bytes;
use http::{HeaderName, Method};
use std::time::Duration;

/// What an entry takes besides its texts.
const OVERHEAD: usize = 512;

/// Bytes, perhaps cut.
#[derive(Debug, Clone, Default)]
pub(crate) struct Text {
    pub(crate) bytes: Bytes,
    /// How many there were.
    pub(crate) whole: usize,
}

impl Text {
    /// Whether some are missing.
    pub(crate) fn is_cut(&self) -> bool {
        self.bytes.len() < self.whole
    }
}

/// Headers, their values one behind another: with a piece of memory each, noting them would take most of the time that
/// noting a request takes.
#[derive(Debug, Default)]
pub(crate) struct Headers {
    /// Each with where its value ends.
    names: Vec<(HeaderName, usize)>,
    values: Vec<u8>,
}

impl Headers {
    /// Room for so many, of so many bytes together.
    pub(super) fn with_capacity(headers: usize, bytes: usize) -> Self {
        Self { names: Vec::with_capacity(headers), values: Vec::with_capacity(bytes) }
    }

    pub(super) fn push(&mut self, name: HeaderName, value: &[u8]) {
        self.values.extend_from_slice(value);
        self.names.push((name, self.values.len()));
    }

    /// All of them, as they came.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&HeaderName, &[u8])> {
        let starts = std::iter::once(0).chain(self.names.iter().map(|(_, end)| *end));
        self.names.iter().zip(starts).map(|((name, end), start)| (name, &self.values[start..*end]))
    }
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
    /// Path and query as sent.
    pub(crate) target: String,
    /// Whether there was more of it.
    pub(crate) target_is_cut: bool,
    /// The same without the base URL's prefix, where there was one.
    pub(crate) stripped: Option<String>,
    /// Where it came in: `http://127.0.0.1:9080`.
    pub(crate) origin: String,
    /// Those of its headers that matter.
    pub(crate) headers: Headers,
    pub(crate) received: Text,
    /// What was answered, or would have been.
    pub(crate) status: u16,
    /// The fault that struck it.
    pub(crate) strike: Option<Strike>,
    pub(crate) request_id: Box<[u8]>,
    pub(crate) answered: Text,
}

impl Entry {
    /// The answer's `Request-ID`.
    pub(crate) fn request_id(&self) -> &str {
        std::str::from_utf8(&self.request_id).unwrap_or_default()
    }

    /// The values of a header.
    pub(crate) fn header<'a>(&'a self, name: &'a HeaderName) -> impl Iterator<Item = &'a [u8]> {
        self.headers.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Roughly the memory that it takes.
    pub(super) fn bytes(&self) -> usize {
        let texts = self.target.len() + self.stripped.as_ref().map_or(0, String::len) + self.origin.len();
        OVERHEAD + self.headers.values.capacity() + texts + self.received.bytes.len() + self.answered.bytes.len()
    }
}
