//! Two clocks: the wall, for signatures and certificates, and the service clock, which orders live by and users move.

mod motion;

pub(crate) use motion::{END, FASTEST, Motion, Now};

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
    motion: RwLock<Motion>,
    /// Held by whoever moves the service clock, so that what was found before the move is still so when it is made.
    pub(crate) moving: tokio::sync::Mutex<()>,
}

impl Clock {
    /// As it was left.
    pub(crate) async fn open(wall: Arc<dyn Wall>, store: &dyn Store) -> Result<Self, StoreError> {
        let motion = if let Some(text) = store.setting(MOTION).await? {
            serde_json::from_str(&text).map_err(corrupt)?
        } else if let Some(text) = store.setting(OLD_OFFSET).await? {
            Motion::ahead_by(serde_json::from_str(&text).map_err(corrupt)?)
        } else {
            Motion::UNTOUCHED
        };
        Ok(Self { wall, motion: RwLock::new(motion), moving: tokio::sync::Mutex::default() })
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
        motion.now(self.wall())
    }

    /// Changes how the service clock goes: `change` is given how it goes now, and what the wall shows.
    ///
    /// The change is queued for the store while nobody can read the clock. So whatever is decided by the new time is
    /// stored after it, and a crash never leaves records of a time that the clock has not reached.
    pub(crate) async fn change(
        &self,
        store: &dyn Store,
        change: impl FnOnce(Motion, i64) -> Motion,
    ) -> Result<(), StoreError> {
        let text;
        let (before, kept) = {
            let mut motion = self.motion.write();
            let changed = change(*motion, self.wall());
            text = serde_json::to_string(&changed).map_err(corrupt)?;
            let kept = store.set_setting(MOTION, &text);
            (std::mem::replace(&mut *motion, changed), kept)
        };
        self.settle(before, kept.await)
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
            let changed = change(*motion, self.wall());
            let text = serde_json::to_string(&changed).map_err(corrupt)?;
            let kept = keep(MOTION.to_owned(), text);
            (std::mem::replace(&mut *motion, changed), kept)
        };
        self.settle(before, kept.await)
    }

    /// What could not be kept did not happen; nothing that was decided since could be kept either.
    fn settle(&self, before: Motion, kept: Result<(), StoreError>) -> Result<(), StoreError> {
        if kept.is_err() {
            *self.motion.write() = before;
        }
        kept
    }
}

fn corrupt(source: serde_json::Error) -> StoreError {
    StoreError::Corrupt { what: "service clock", source }
}
