//! Two clocks: the wall, for signatures and certificates, and the service clock, which orders live by and users move.

mod motion;

pub(crate) use motion::{END, FASTEST, Motion, Now};

use crate::nodes::{Common, Settings};
use parking_lot::RwLock;
use payscore_domain::Moment;
use payscore_store::{Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The setting that keeps the service clock over a restart.
const MOTION: &str = "clock.motion";
/// What data folders from before it could stop or run faster have instead: how far it is ahead of the wall.
const OLD_OFFSET: &str = "clock.offset_seconds";

/// Where the wall time comes from; injected, so that a test can hold it still.
pub trait Wall: Send + Sync + 'static {
    /// Seconds since the epoch.
    fn now(&self) -> i64;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemWall;

impl Wall for SystemWall {
    fn now(&self) -> i64 {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
    }
}

/// A wall that moves only when told to.
#[derive(Debug, Clone, Default)]
pub struct ManualWall(Arc<AtomicI64>);

impl ManualWall {
    /// Standing at `unix` seconds.
    pub fn new(unix: i64) -> Self {
        Self(Arc::new(AtomicI64::new(unix)))
    }

    /// Moves on.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Wall for ManualWall {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Both clocks.
pub(crate) struct Clock {
    wall: Arc<dyn Wall>,
    /// The latest time that the wall has shown. The service clock goes by it: where the wall is set back, it waits.
    latest: AtomicI64,
    motion: RwLock<Motion>,
    /// Held by whoever moves the service clock, so that what was found before the move is still so when it is made.
    pub(crate) moving: tokio::sync::Mutex<()>,
}

impl Clock {
    /// As it was left.
    pub(crate) async fn open(wall: Arc<dyn Wall>, store: &dyn Store) -> Result<Self, StoreError> {
        let (kept, offset) = (store.setting(MOTION).await?, store.setting(OLD_OFFSET).await?);
        let motion = kept_motion(kept.as_deref(), offset.as_deref())?;
        let latest = AtomicI64::new(wall.now());
        Ok(Self { wall, latest, motion: RwLock::new(motion), moving: tokio::sync::Mutex::default() })
    }

    /// What signatures and certificates go by.
    pub(crate) fn wall(&self) -> i64 {
        self.wall.now()
    }

    /// What orders go by.
    pub(crate) fn service(&self) -> Moment {
        Moment::from_unix(self.now().service)
    }

    /// Both.
    pub(crate) fn now(&self) -> Now {
        // The wall is read under the lock: read later, it would lie beyond where the clock was stopped meanwhile.
        let motion = self.motion.read();
        let wall = self.wall();
        Now { wall, ..motion.now(self.not_before(wall)) }
    }

    /// This time of the wall, or the latest one that it has shown.
    fn not_before(&self, wall: i64) -> i64 {
        self.latest.fetch_max(wall, Ordering::Relaxed).max(wall)
    }

    /// Changes how the service clock goes: `change` is given how it goes now, and what the wall shows.
    ///
    /// The clock stands until the store has the change, and goes on as before where it cannot be stored. So nothing is
    /// decided by a time that a crash, or a disk that is full for a moment, would take back.
    ///
    /// Where several servers share the database it is changed there only; they take it over
    /// ([`settle`](crate::nodes::settle)).
    pub(crate) async fn change(
        &self,
        store: &dyn Store,
        change: impl Fn(Motion, i64) -> Motion,
    ) -> Result<(), StoreError> {
        if let Some(common) = Common::of(store) {
            let offset = store.setting(OLD_OFFSET).await?;
            let change = |kept: Option<&str>| {
                let changed = change(kept_motion(kept, offset.as_deref())?, self.wall());
                Ok((Some(serde_json::to_string(&changed).map_err(corrupt)?), ()))
            };
            return common.change(MOTION, change).await;
        }
        let (text, before, mut standing) = {
            let mut motion = self.motion.write();
            let wall = self.not_before(self.wall());
            let (before, changed) = (*motion, change(*motion, wall));
            let text = serde_json::to_string(&changed).map_err(corrupt)?;
            *motion = before.standing(wall, changed);
            (text, before, Standing { clock: self, goes_on: changed })
        };
        let kept = store.set_setting(MOTION, &text).await;
        if kept.is_err() {
            standing.goes_on = before;
        }
        kept
    }

    /// The same, kept together with whatever else changes: `keep` is given the setting's name and value, and queues all
    /// of it when it is called.
    pub(crate) async fn change_with<K: Future<Output = Result<(), StoreError>>>(
        &self,
        change: impl FnOnce(Motion, i64) -> Motion,
        keep: impl FnOnce(String, String) -> K,
    ) -> Result<(), StoreError> {
        let (before, kept) = {
            let mut motion = self.motion.write();
            let changed = change(*motion, self.not_before(self.wall()));
            let text = serde_json::to_string(&changed).map_err(corrupt)?;
            let kept = keep(MOTION.to_owned(), text);
            (std::mem::replace(&mut *motion, changed), kept)
        };
        self.settle(before, kept.await)
    }

    /// As another server may have changed it; whether it has.
    pub(crate) fn take_over(&self, settings: &Settings) -> Result<bool, StoreError> {
        let of = |name| settings.get(name).map(String::as_str);
        let kept = kept_motion(of(MOTION), of(OLD_OFFSET))?;
        let before = std::mem::replace(&mut *self.motion.write(), kept);
        Ok(before != kept)
    }

    /// What could not be kept did not happen.
    fn settle(&self, before: Motion, kept: Result<(), StoreError>) -> Result<(), StoreError> {
        if kept.is_err() {
            *self.motion.write() = before;
        }
        kept
    }
}

/// A clock that stands until this is dropped: also where whoever waits for it does not wait any longer.
struct Standing<'a> {
    clock: &'a Clock,
    goes_on: Motion,
}

impl Drop for Standing<'_> {
    fn drop(&mut self) {
        *self.clock.motion.write() = self.goes_on;
    }
}

fn kept_motion(motion: Option<&str>, offset: Option<&str>) -> Result<Motion, StoreError> {
    match (motion, offset) {
        (Some(text), _) => serde_json::from_str(text).map_err(corrupt),
        (None, Some(text)) => serde_json::from_str(text).map(Motion::ahead_by).map_err(corrupt),
        (None, None) => Ok(Motion::UNTOUCHED),
    }
}

fn corrupt(source: serde_json::Error) -> StoreError {
    StoreError::Corrupt { what: "service clock", source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use payscore_store::SqliteStore;
    use std::pin::pin;

    const START: i64 = 1_795_233_600;

    /// An hour on.
    fn ahead(clock: Motion, wall: i64) -> Motion {
        clock.showing(wall, clock.at(wall) + 3600)
    }

    #[tokio::test]
    async fn it_stands_until_a_change_is_stored_and_goes_on_where_it_cannot_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(&folder.path().join("payscore.db")).expect("a store");
        let wall = ManualWall::new(START);
        let clock = Clock::open(Arc::new(wall.clone()), &store).await.expect("a clock");
        let shown = || clock.service().unix() - START;
        {
            let mut change = pin!(clock.change(&store, ahead));
            assert!(change.as_mut().now_or_never().is_none(), "the writer has not had its turn");
            wall.advance(5);
            assert_eq!(shown(), 0, "what is decided now is decided by a time that no failure takes back");
            change.await.expect("stored");
        }
        assert_eq!(shown(), 3605);
        {
            let mut given_up = pin!(clock.change(&store, ahead));
            assert!(given_up.as_mut().now_or_never().is_none());
        }
        assert_eq!(shown(), 7205, "it was queued, and nobody waits for it");
        Store::close(&store).await.expect("closes");
        clock.change(&store, ahead).await.expect_err("nothing can be stored");
        wall.advance(1);
        assert_eq!(shown(), 7206);
    }
}
