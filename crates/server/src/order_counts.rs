//! How many orders there are in each state. To count millions takes a while, so that it is not done for each look.

use payscore_domain::RecordKind;
use payscore_store::{Store, StoreError};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// A count is good for so many times what it took: counting never takes more than a small share of the machine.
const GOOD_FOR: u32 = 50;

struct Counted {
    at: Instant,
    took: Duration,
    counts: Vec<(String, u64)>,
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
    pub(crate) async fn now(&self, store: &dyn Store) -> Result<Vec<(String, u64)>, StoreError> {
        let mut last = self.0.lock().await;
        if let Some(counted) = last.as_ref().filter(|counted| counted.at.elapsed() < counted.took * GOOD_FOR) {
            return Ok(counted.counts.clone());
        }
        let began = Instant::now();
        let counts = store.count_by_state(RecordKind::Order).await?;
        *last = Some(Counted { at: Instant::now(), took: began.elapsed(), counts: counts.clone() });
        Ok(counts)
    }
}
