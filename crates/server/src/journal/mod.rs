//! The latest API requests with their answers, in memory only: what there is to look at when something went wrong.

mod entry;
mod log;
mod note;
mod sent;

pub(crate) use entry::Entry;
pub(crate) use note::Arrival;
pub(crate) use sent::{Sent, SentNotifications};

use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;

/// However many requests may be kept, they take no more memory than this.
const MOST_BYTES: usize = 32 << 20;

/// A ring of requests. To note one takes one short lock: copies are made before, and what falls out is freed after.
pub(crate) struct Journal {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    /// The youngest one's.
    number: u64,
}

impl Journal {
    /// Keeps the latest `most`; with 0 none.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    /// Whether anything is kept at all.
    pub(crate) fn is_on(&self) -> bool {
        self.most > 0
    }

    /// Forgets all of it.
    pub(crate) fn clear(&self) {
        let mut kept = self.kept.lock();
        let number = kept.number;
        let forgotten = std::mem::replace(&mut *kept, Kept { number, ..Kept::default() });
        drop(kept);
        // What there is much of is freed after the lock.
        drop(forgotten);
    }

    fn push(&self, mut entry: Entry) {
        let mut dropped = Vec::new();
        let mut kept = self.kept.lock();
        kept.number += 1;
        entry.number = kept.number;
        let entry = Arc::new(entry);
        kept.bytes += entry.bytes();
        kept.entries.push_back(entry);
        while kept.entries.len() > self.most || kept.bytes > MOST_BYTES {
            let Some(oldest) = kept.entries.pop_front() else { break };
            kept.bytes -= oldest.bytes();
            dropped.push(oldest);
        }
        drop(kept);
    }

    /// What is kept, newest first.
    pub(crate) fn latest(&self) -> Vec<Arc<Entry>> {
        self.kept.lock().entries.iter().rev().cloned().collect()
    }

    /// The request that was answered with this `Request-ID`.
    pub(crate) fn find(&self, request_id: &str) -> Option<Arc<Entry>> {
        self.latest().into_iter().find(|entry| entry.request_id() == request_id)
    }
}

#[cfg(test)]
mod tests {
    use super::entry::{Text, Texts};
    use super::*;
    use http::HeaderMap;

    fn entry(target: &str, body: usize) -> Entry {
        let body = vec![b'x'; body];
        let received = Text { bytes: &body, whole: body.len() };
        Entry::of(&Texts { target, received, ..Texts::default() }, &HeaderMap::new())
    }

    fn targets(journal: &Journal) -> Vec<String> {
        journal.latest().iter().map(|entry| entry.target().to_owned()).collect()
    }

    #[test]
    fn the_oldest_go_first() {
        let journal = Journal::new(2);
        for target in ["a", "b", "c"] {
            journal.push(entry(target, 10));
        }
        assert_eq!(targets(&journal), ["c", "b"]);
    }

    #[test]
    fn memory_is_bounded() {
        let (journal, bytes) = (Journal::new(usize::MAX), 10_000);
        let most = MOST_BYTES / entry("00000", bytes).bytes();
        for number in 0..most + 3 {
            journal.push(entry(&format!("{number:05}"), bytes));
        }
        let targets = targets(&journal);
        assert_eq!((targets.len(), targets.last().map(String::as_str)), (most, Some("00003")));
        journal.clear();
        assert_eq!(journal.kept.lock().bytes, 0);
    }
}
