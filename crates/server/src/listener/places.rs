//! How many connections may be open at once.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Places for connections, at all doors together. Who finds none waits: whoever says nothing for long is sent away.
#[derive(Clone)]
pub(crate) struct Places {
    free: Arc<Semaphore>,
    most: usize,
    /// How long one is kept by a client that does not read its answers.
    pub(super) patience: Duration,
    /// Whether it was told that there are none.
    told: Arc<AtomicBool>,
}

impl Places {
    pub(crate) fn new(most: NonZeroUsize, patience: Duration) -> Self {
        let most = most.get().min(Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(most)), most, patience, told: Arc::default() }
    }

    /// A place, until it is dropped.
    pub(super) async fn take(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = self.free.clone().try_acquire_owned() {
            self.told.store(false, Ordering::Relaxed);
            return Some(place);
        }
        if !self.told.swap(true, Ordering::Relaxed) {
            tracing::warn!(most = self.most, "as many connections are open as may be: further ones wait");
        }
        // Nobody ever closes it.
        self.free.clone().acquire_owned().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn who_finds_no_place_waits_for_one() {
        let places = Places::new(NonZeroUsize::new(2).expect("two"), Duration::ZERO);
        let [first, _second] = [(); 2].map(|()| places.take().now_or_never().expect("a place"));
        let waiting = places.clone();
        let mut third = Box::pin(waiting.take().map(|place| place.is_some()).boxed_local());
        assert_eq!((&mut third).now_or_never(), None);
        drop(first);
        assert_eq!(third.now_or_never(), Some(true));
        assert!(places.take().now_or_never().is_some(), "and leaves it again");
    }
}
