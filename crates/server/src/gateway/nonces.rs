//! Remembers which nonces were used, for as long as a timestamp is accepted.

use parking_lot::Mutex;
use payscore_wire::headers::MAX_SKEW_SECONDS;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// A request may be this old or this early, so a nonce must be remembered for twice as long.
const REMEMBER_SECONDS: i64 = 2 * MAX_SKEW_SECONDS + 1;
const SHARDS: usize = 16;

/// The nonces of the last minutes. Holds keyed 64-bit hashes: a chance collision is one in 10¹², and refuses.
pub(crate) struct Nonces {
    hasher: RandomState,
    shards: [Mutex<Shard>; SHARDS],
}

/// Two generations: when the younger is old enough, the older one is forgotten as a whole.
#[derive(Default)]
struct Shard {
    young: HashSet<u64>,
    old: HashSet<u64>,
    young_since: i64,
}

impl Nonces {
    pub(crate) fn new() -> Self {
        Self { hasher: RandomState::new(), shards: std::array::from_fn(|_| Mutex::default()) }
    }

    /// Forgets all of them.
    pub(crate) fn clear(&self) {
        self.shards.iter().for_each(|shard| *shard.lock() = Shard::default());
    }

    /// Notes a nonce; `false` if this merchant has used it before.
    pub(crate) fn note(&self, mchid: &str, nonce: &str, now: i64) -> bool {
        let hash = self.hasher.hash_one((mchid, nonce));
        let index = usize::try_from(hash % SHARDS as u64).unwrap_or(0);
        let mut shard = self.shards[index].lock();
        if now - shard.young_since > REMEMBER_SECONDS {
            shard.old = std::mem::take(&mut shard.young);
            if now - shard.young_since > 2 * REMEMBER_SECONDS {
                shard.old.clear();
            }
            shard.young_since = now;
        }
        !shard.old.contains(&hash) && shard.young.insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_counts_once_a_merchant() {
        let nonces = Nonces::new();
        assert!(nonces.note("1", "a", 1000));
        assert!(!nonces.note("1", "a", 1000));
        assert!(nonces.note("2", "a", 1000));
        assert!(nonces.note("1", "b", 1000));
    }

    #[test]
    fn a_nonce_is_remembered_while_its_timestamp_is_accepted() {
        let nonces = Nonces::new();
        assert!(nonces.note("1", "early", 1000));
        assert!(nonces.note("1", "a", 1600));
        assert!(!nonces.note("1", "a", 1602 + 2 * MAX_SKEW_SECONDS));
    }

    #[test]
    fn old_nonces_are_forgotten() {
        let nonces = Nonces::new();
        assert!(nonces.note("1", "a", 1000));
        assert!(nonces.note("1", "a", 1000 + 2 * REMEMBER_SECONDS + 1));
    }
}
