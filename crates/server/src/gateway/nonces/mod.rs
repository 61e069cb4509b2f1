//! Remembers which nonces were used, for as long as a timestamp is accepted; over restarts, too (`file.rs`).

mod file;

use file::{NonceFile, Record};
use parking_lot::Mutex;
use payscore_wire::digest::Sha256;
use payscore_wire::headers::MAX_SKEW_SECONDS;
use std::collections::HashSet;
use std::path::Path;

/// A request may be this old or this early, so a nonce must be remembered for twice as long.
const REMEMBER_SECONDS: i64 = 2 * MAX_SKEW_SECONDS + 1;
const SHARDS: usize = 16;

/// The nonces of the last minutes. Holds 64-bit hashes: a chance collision is one in 10¹², and refuses.
pub(crate) struct Nonces {
    shards: [Mutex<Shard>; SHARDS],
    /// `None` where they are remembered elsewhere, or nowhere.
    file: Option<NonceFile>,
}

/// Two generations: when the younger is old enough, the older one is forgotten as a whole.
#[derive(Default)]
struct Shard {
    young: HashSet<u64>,
    old: HashSet<u64>,
    young_since: i64,
}

impl Nonces {
    /// What it writes in a data folder, the younger first.
    pub(crate) const FILES: [&str; 2] = [file::YOUNG, file::OLD];

    /// Kept in memory alone.
    pub(crate) fn in_memory() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()), file: None }
    }

    /// Kept in this folder's files, too. Where these cannot be had, in memory alone: a server that answers is worth
    /// more than what it remembers after a restart.
    pub(crate) fn open(folder: &Path, now: i64) -> Self {
        let mut nonces = Self::in_memory();
        match NonceFile::open(folder, now) {
            Ok((file, records)) => {
                for Record { hash, .. } in records {
                    let mut shard = nonces.shard_of(hash).lock();
                    shard.young_since = now;
                    shard.young.insert(hash);
                }
                nonces.file = Some(file);
            }
            Err(error) => {
                let path = folder.display();
                tracing::error!(%error, "nonces cannot be kept in {path}: a restart will forget which were used");
            }
        }
        nonces
    }

    /// Forgets all of them.
    pub(crate) fn clear(&self) {
        self.shards.iter().for_each(|shard| *shard.lock() = Shard::default());
        if let Some(file) = &self.file {
            file.clear();
        }
    }

    /// Notes a nonce; `false` if this merchant has used it before. What was noted outlives this process, however that
    /// ends.
    pub(crate) fn note(&self, mchid: &str, nonce: &str, now: i64) -> bool {
        let hash = hash(mchid, nonce);
        let is_new = self.remember(hash, now);
        if is_new && let Some(file) = &self.file {
            file.append(Record { hash, at: now });
        }
        is_new
    }

    fn remember(&self, hash: u64, now: i64) -> bool {
        let mut shard = self.shard_of(hash).lock();
        if now - shard.young_since > REMEMBER_SECONDS {
            shard.old = std::mem::take(&mut shard.young);
            if now - shard.young_since > 2 * REMEMBER_SECONDS {
                shard.old.clear();
            }
            shard.young_since = now;
        }
        !shard.old.contains(&hash) && shard.young.insert(hash)
    }

    fn shard_of(&self, hash: u64) -> &Mutex<Shard> {
        &self.shards[usize::try_from(hash % SHARDS as u64).unwrap_or(0)]
    }

    /// Whether there is something to flush.
    pub(crate) fn is_dirty(&self) -> bool {
        self.file.as_ref().is_some_and(NonceFile::is_dirty)
    }

    /// Has the disk keep what was noted since the last time, so that it outlives the machine's end, too. Blocks.
    pub(crate) fn flush(&self) {
        if let Some(file) = &self.file {
            file.flush();
        }
    }
}

/// The same in every process. Merchants choose nonces: a hash that they could make collide would refuse others' calls.
fn hash(mchid: &str, nonce: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(mchid.as_bytes());
    // No merchant's number has it.
    hash.update(b"\n");
    hash.update(nonce.as_bytes());
    let [a, b, c, d, e, f, g, h, ..] = hash.bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_nonce_counts_once_a_merchant() {
        let nonces = Nonces::in_memory();
        assert!(nonces.note("1", "a", 1000));
        assert!(!nonces.note("1", "a", 1000));
        assert!(nonces.note("2", "a", 1000));
        assert!(nonces.note("1", "b", 1000));
    }

    #[test]
    fn a_nonce_is_remembered_while_its_timestamp_is_accepted() {
        let nonces = Nonces::in_memory();
        assert!(nonces.note("1", "early", 1000));
        assert!(nonces.note("1", "a", 1600));
        assert!(!nonces.note("1", "a", 1602 + 2 * MAX_SKEW_SECONDS));
    }

    #[test]
    fn old_nonces_are_forgotten() {
        let nonces = Nonces::in_memory();
        assert!(nonces.note("1", "a", 1000));
        assert!(nonces.note("1", "a", 1000 + 2 * REMEMBER_SECONDS + 1));
    }

    #[test]
    fn what_was_noted_is_known_to_the_next_process_without_a_goodbye() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Nonces::open(folder.path(), 10_000);
        assert!(first.note("1", "a", 10_000) && first.note("1", "late", 10_300));
        // Still open: nothing was closed or flushed.
        let second = Nonces::open(folder.path(), 10_301);
        assert!(!second.note("1", "a", 10_301) && !second.note("1", "late", 10_301));
        assert!(second.note("2", "a", 10_301));
        drop((first, second));
        let third = Nonces::open(folder.path(), 10_000 + REMEMBER_SECONDS);
        assert!(!third.note("1", "a", 10_000 + REMEMBER_SECONDS), "to the last second");
        let last = Nonces::open(folder.path(), 10_301 + REMEMBER_SECONDS);
        assert!(last.note("1", "a", 10_301 + REMEMBER_SECONDS), "and no longer");
    }

    #[test]
    fn a_reset_is_for_the_next_process_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let nonces = Nonces::open(folder.path(), 10_000);
        assert!(nonces.note("1", "a", 10_000));
        nonces.clear();
        assert!(Nonces::open(folder.path(), 10_000).note("1", "a", 10_000));
        // What is noted after it is kept as before.
        assert!(nonces.note("1", "b", 10_000));
        assert!(!Nonces::open(folder.path(), 10_000).note("1", "b", 10_000));
    }

    #[test]
    fn a_folder_that_cannot_be_written_stops_nobody() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a file");
        fs::write(&file, "").expect("written");
        let nonces = Nonces::open(&file, 10_000);
        assert!(nonces.note("1", "a", 10_000) && !nonces.note("1", "a", 10_000));
        nonces.flush();
        nonces.clear();
    }
}
