//! Two clocks: the wall, for signatures and certificates, and the service clock, which orders live by and users move.

use payscore_domain::Moment;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

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
    offset: AtomicI64,
    /// Held by whoever moves the service clock: a move is read, stored and set as one.
    pub(crate) moving: tokio::sync::Mutex<()>,
}

impl Clock {
    pub(crate) fn new(wall: Arc<dyn Wall>, offset: i64) -> Self {
        Self { wall, offset: AtomicI64::new(offset), moving: tokio::sync::Mutex::default() }
    }

    /// What signatures and certificates go by.
    pub(crate) fn wall(&self) -> i64 {
        self.wall.now()
    }

    /// What orders go by.
    pub(crate) fn service(&self) -> Moment {
        Moment::from_unix(self.wall().saturating_add(self.offset()))
    }

    /// How far the service clock is ahead of the wall, in seconds.
    pub(crate) fn offset(&self) -> i64 {
        self.offset.load(Ordering::SeqCst)
    }

    pub(crate) fn set_offset(&self, offset: i64) {
        self.offset.store(offset, Ordering::SeqCst);
    }
}
