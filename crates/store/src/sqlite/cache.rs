//! Records as they were last written or read, so that who asks for one again costs no statement and no reading of JSON.
//! This process is the only one that writes, so that what is here can be what the database has: never older than what
//! was acknowledged, never newer than what is durable.
//!
//! The writing thread puts in what it has committed, before it answers. A reader puts in what it has found, unless
//! anything was put in or taken out near by since it began to look: it may have found what was there before.

use crate::Stored;
use parking_lot::Mutex;
use payscore_domain::{Record, RecordKey};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// About so many bytes of records are kept, as JSON; in memory they take about twice as many.
const ROOM: u64 = 24 << 20;
/// What a record takes besides.
const OVERHEAD: u64 = 256;
/// How finely "near by" is told.
const SHARDS: usize = 256;

/// The records.
pub(super) struct RecordCache {
    records: Cache<RecordKey, Arc<Entry>, Weight>,
    /// How often the writer has changed what is here, by the key's hash.
    writes: Vec<Mutex<u64>>,
    hasher: RandomState,
}

#[derive(Debug)]
struct Entry {
    stored: Stored,
    weight: u64,
}

#[derive(Clone)]
struct Weight;

impl Weighter<RecordKey, Arc<Entry>> for Weight {
    fn weight(&self, _: &RecordKey, entry: &Arc<Entry>) -> u64 {
        entry.weight
    }
}

/// What a reader notes before it looks in the database.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning(u64);

impl std::fmt::Debug for RecordCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordCache").field("records", &self.records.len()).finish_non_exhaustive()
    }
}

impl RecordCache {
    pub(super) fn new() -> Self {
        Self {
            records: Cache::with_weighter(1024, ROOM, Weight),
            writes: (0..SHARDS).map(|_| Mutex::new(0)).collect(),
            hasher: RandomState::new(),
        }
    }

    pub(super) fn get(&self, key: &RecordKey) -> Option<Stored> {
        self.records.get(key).map(|entry| entry.stored.clone())
    }

    /// To be noted before a record that is not here is looked up.
    pub(super) fn begin(&self, key: &RecordKey) -> Beginning {
        Beginning(*self.writes(key).lock())
    }

    /// What was found, with the length of its JSON.
    pub(super) fn found(&self, key: &RecordKey, beginning: Beginning, stored: &Stored, length: usize) {
        let writes = self.writes(key).lock();
        // Another reader may have found a newer one that is committed, but not put in by the writer yet.
        let newer = self.records.peek(key).is_some_and(|entry| entry.stored.version > stored.version);
        if *writes == beginning.0 && !newer {
            self.records.insert(key.clone(), entry(stored.clone(), length));
        }
    }

    /// What was committed.
    pub(super) fn written(&self, key: RecordKey, record: Record, version: i64, length: usize) {
        let mut writes = self.writes(&key).lock();
        *writes += 1;
        self.records.insert(key, entry(Stored { record, version }, length));
    }

    /// Forgets all, after anything may have been changed.
    pub(super) fn clear(&self) {
        for writes in &self.writes {
            *writes.lock() += 1;
        }
        self.records.clear();
    }

    fn writes(&self, key: &RecordKey) -> &Mutex<u64> {
        let hash = self.hasher.hash_one(key) % SHARDS as u64;
        &self.writes[usize::try_from(hash).unwrap_or_default()]
    }
}

fn entry(stored: Stored, length: usize) -> Arc<Entry> {
    Arc::new(Entry { stored, weight: OVERHEAD + length as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use payscore_domain::permission::{Permission, Terms};
    use payscore_domain::{Moment, OpenId};

    fn record(code: &str) -> Record {
        let user = OpenId::from("o-user");
        Permission::given(Terms::new("1900000109", code, "wx1", "500001"), user, Moment::from_unix(0)).into()
    }

    fn version(cache: &RecordCache, key: &RecordKey) -> Option<i64> {
        cache.get(key).map(|stored| stored.version)
    }

    #[test]
    fn a_reader_never_puts_back_what_was_replaced_meanwhile() {
        let cache = RecordCache::new();
        let (record, key) = (record("P1"), record("P1").key());
        let old = Stored { record: record.clone(), version: 1 };
        let early = cache.begin(&key);
        cache.written(key.clone(), record.clone(), 2, 100);
        cache.found(&key, early, &old, 100);
        assert_eq!(version(&cache, &key), Some(2));
        // Even where the newer one is gone by then.
        cache.records.remove(&key);
        cache.found(&key, early, &old, 100);
        assert_eq!(version(&cache, &key), None);
        let late = cache.begin(&key);
        cache.clear();
        cache.found(&key, late, &old, 100);
        assert_eq!(version(&cache, &key), None, "it may be gone from the database, too");
        let now = cache.begin(&key);
        cache.found(&key, now, &old, 100);
        assert_eq!(version(&cache, &key), Some(1));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let cache = RecordCache::new();
        for n in 0..1_000 {
            let record = record(&format!("P{n}"));
            cache.written(record.key(), record, 1, 1 << 20);
        }
        assert!(cache.records.weight() <= ROOM && !cache.records.is_empty());
    }
}
