//! How many orders there are in each state. To count millions takes a while, so that it is not done for each look.

use crate::figures::{Figures, Moves};
use payscore_domain::RecordKind;
use payscore_store::{Store, StoreError};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// A count is good for so many times what it took: counting never takes more than a small share of the machine.
const GOOD_FOR: u32 = 50;

struct Counted {
    at: Instant,
    took: Duration,
    counts: Vec<(String, u64)>,
    /// How orders had moved by then, as this server knows.
    moves: Moves,
}

impl Counted {
    /// The count, and what moved since then: who looks because an order changed sees that it did.
    fn brought_up_to(&self, moves: &Moves) -> Vec<(String, u64)> {
        let mut counts: BTreeMap<String, u64> = self.counts.iter().cloned().collect();
        for (state, balance) in moves.since(&self.moves) {
            let count = counts.entry(state.to_owned()).or_default();
            *count = count.saturating_add_signed(balance);
        }
        counts.retain(|_, count| *count > 0);
        counts.into_iter().collect()
    }
}

/// The last count.
#[derive(Default)]
pub(crate) struct OrderCounts(Mutex<Option<Counted>>);

impl OrderCounts {
    /// Everything may have changed: the next look counts anew.
    pub(crate) async fn forget(&self) {
        *self.0.lock().await = None;
    }

    /// By state.
    pub(crate) async fn now(&self, store: &dyn Store, figures: &Figures) -> Result<Vec<(String, u64)>, StoreError> {
        let mut last = self.0.lock().await;
        if let Some(counted) = last.as_ref().filter(|counted| counted.at.elapsed() < counted.took * GOOD_FOR) {
            return Ok(counted.brought_up_to(&figures.moves()));
        }
        let (began, moves) = (Instant::now(), figures.moves());
        let counts = store.count_by_state(RecordKind::Order).await?;
        *last = Some(Counted { at: Instant::now(), took: began.elapsed(), counts: counts.clone(), moves });
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moved_since_the_count_is_in_it() {
        let (mut before, mut after) = (Moves::default(), Moves::default());
        before.note(None, "CREATED");
        after.add(&before);
        after.note(Some("CREATED"), "DOING");
        after.note(None, "REVOKED");
        let counts = vec![("CREATED".to_owned(), 1), ("DONE".to_owned(), 5)];
        let counted = Counted { at: Instant::now(), took: Duration::ZERO, counts, moves: before.clone() };
        let expected = [("DOING", 1), ("DONE", 5), ("REVOKED", 1)].map(|(state, count)| (state.to_owned(), count));
        assert_eq!(counted.brought_up_to(&after), expected);
        assert_eq!(counted.brought_up_to(&before), counted.counts, "nothing moved");
    }
}
