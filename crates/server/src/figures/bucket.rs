//! What happened in one stretch of time.

use super::Latency;
use std::collections::BTreeMap;
use std::time::Duration;

/// Orders by the state that they moved into (+1) and out of (−1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Moves(BTreeMap<&'static str, i64>);

impl Moves {
    /// From a state, or from nothing, into another one.
    pub(crate) fn note(&mut self, from: Option<&'static str>, to: &'static str) {
        if from == Some(to) {
            return;
        }
        if let Some(from) = from {
            *self.0.entry(from).or_default() -= 1;
        }
        *self.0.entry(to).or_default() += 1;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (state, count) in &other.0 {
            *self.0.entry(state).or_default() += count;
        }
    }

    /// What moved after that, by state.
    pub(crate) fn since(&self, earlier: &Self) -> impl Iterator<Item = (&'static str, i64)> {
        self.0.iter().map(|(state, balance)| (*state, balance - earlier.of(state)))
    }

    /// The balance of a state.
    pub(crate) fn of(&self, state: &str) -> i64 {
        self.0.get(state).copied().unwrap_or_default()
    }
}

/// One stretch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bucket {
    /// Calls answered with 2xx, refused with 4xx, failed with 5xx.
    pub(crate) succeeded: u32,
    pub(crate) refused: u32,
    pub(crate) failed: u32,
    pub(crate) latency: Latency,
    /// How long they took together.
    pub(crate) took: Duration,
    /// Attempts at notifications that the merchant took, and that it did not.
    pub(crate) delivered: u32,
    pub(crate) untaken: u32,
    pub(crate) moves: Moves,
}

impl Bucket {
    pub(crate) fn answered(&mut self, status: u16, took: Duration) {
        match status {
            ..400 => self.succeeded += 1,
            400..500 => self.refused += 1,
            500.. => self.failed += 1,
        }
        self.latency.note(took);
        self.took += took;
    }

    #[cfg(test)]
    pub(super) fn calls(&self) -> u32 {
        self.succeeded + self.refused + self.failed
    }

    /// Neighbours as one.
    pub(crate) fn sum(buckets: &[Self]) -> Self {
        let mut sum = Self::default();
        for bucket in buckets {
            sum.succeeded += bucket.succeeded;
            sum.refused += bucket.refused;
            sum.failed += bucket.failed;
            sum.latency.add(&bucket.latency);
            sum.took += bucket.took;
            sum.delivered += bucket.delivered;
            sum.untaken += bucket.untaken;
            sum.moves.add(&bucket.moves);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_balance() {
        let mut moves = Moves::default();
        moves.note(None, "CREATED");
        moves.note(Some("CREATED"), "DOING");
        moves.note(Some("DOING"), "DOING");
        assert_eq!((moves.of("CREATED"), moves.of("DOING"), moves.of("DONE")), (0, 1, 0));
    }
}
