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
    pub(crate) headers: Vec<(HeaderName, Box<[u8]>)>,
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
        self.headers.iter().filter(move |(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// Roughly the memory that it takes.
    pub(super) fn bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(_, value)| value.len()).sum();
        let texts = self.target.len() + self.stripped.as_ref().map_or(0, String::len) + self.origin.len();
        OVERHEAD + headers + texts + self.received.bytes.len() + self.answered.bytes.len()
    }
}
