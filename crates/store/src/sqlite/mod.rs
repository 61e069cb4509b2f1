//! The embedded backend: one SQLite file in write-ahead mode, one writing thread, reads on the caller's thread.

mod apply;
mod cache;
mod checkpoint;
mod copy;
mod gate;
mod groups;
mod list;
mod numbers;
mod open;
mod outbox;
mod reader;
mod snapshot;
mod statements;
mod writer;

use self::apply::Writing;
use self::cache::RecordCache;
pub use self::copy::{DatabaseFile, DatabaseLock, look_over, strip_snapshot};
use self::numbers::RowNumbers;
pub(crate) use self::open::{Opened, open as open_file};
use self::reader::Readers;
pub(crate) use self::snapshot::{create as new_snapshot, inspect as inspect_snapshot, read as snapshot_reader};
use self::writer::Writer;
use crate::job::Queue as _;
use crate::{
    Attempt, Change, CommitError, Delivery, DueNotifications, Listed, NotificationFilter, Page, RecordFilter, Snapshot,
    SnapshotError, Store, StoreError, Stored, TimelineEntry, Transition,
};
use futures_util::future::BoxFuture;
use payscore_domain::notification::{Notification, Phase};
use payscore_domain::{Handle, Mchid, Moment, OpenId, RecordKey, RecordKind, ServiceId};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A store in one SQLite file.
///
/// Dropping it writes what was queued, checkpoints and releases the file, and takes as long as that takes.
#[derive(Debug)]
pub struct SqliteStore {
    // In the order of dropping: readers first, so that the writer closes the last connection and with it the log;
    // the lock last, so that nobody opens the file before all is on disk.
    readers: Readers,
    writer: Writer,
    lock: File,
}

impl SqliteStore {
    /// Opens the database at `path`, creating it or bringing it up to date. Its folder must exist.
    ///
    /// One process, and in it one store, has a database open at a time: `<path>.lock` sees to that.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let open::Opened { mut connection, url, lock } = open::open(path)?;
        let numbers = RowNumbers::read(&mut connection).map_err(|error| StoreError::Database(Box::new(error)))?;
        let cache = Arc::new(RecordCache::new());
        let readers = Readers::new(url.clone(), cache.clone());
        Ok(Self { readers, writer: Writer::start(Writing { connection, numbers, cache }, url)?, lock })
    }

    /// Writes what was queued, checkpoints and releases the file, as dropping does, and says whether that went well.
    /// Whoever still holds the store gets [`StoreError::Closed`] from then on. Blocks; closing twice is harmless.
    pub fn close(&self) -> Result<(), StoreError> {
        self.readers.close();
        self.writer.close()?;
        self.lock.unlock().map_err(|error| StoreError::Database(Box::new(error)))
    }
}

/// Reads are done when they are asked for: they are short and indexed, and a thread change would cost more.
fn ready<T: Send + 'static>(value: T) -> BoxFuture<'static, T> {
    Box::pin(std::future::ready(value))
}

impl Store for SqliteStore {
    fn record<'a>(&'a self, key: &'a RecordKey) -> BoxFuture<'a, Result<Option<Stored>, StoreError>> {
        ready(self.readers.record(key))
    }

    fn record_by_handle<'a>(
        &'a self,
        mchid: &'a Mchid,
        kind: RecordKind,
        handle: &'a Handle,
    ) -> BoxFuture<'a, Result<Option<Stored>, StoreError>> {
        ready(self.readers.record_by_handle(mchid, kind, handle))
    }

    fn records_by_handle<'a>(
        &'a self,
        mchid: &'a Mchid,
        kind: RecordKind,
        handle: &'a Handle,
        before: Option<i64>,
        limit: i64,
    ) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>> {
        ready(self.readers.records_by_handle(mchid, kind, handle, before, limit))
    }

    fn records<'a>(&'a self, filter: &'a RecordFilter) -> BoxFuture<'a, Result<Page, StoreError>> {
        ready(self.readers.records(filter))
    }

    fn count_by_state(&self, kind: RecordKind) -> BoxFuture<'_, Result<Vec<(String, u64)>, StoreError>> {
        ready(self.readers.count_by_state(kind))
    }

    fn in_progress<'a>(
        &'a self,
        mchid: &'a Mchid,
        openid: &'a OpenId,
        service_id: Option<&'a ServiceId>,
    ) -> BoxFuture<'a, Result<u32, StoreError>> {
        ready(self.readers.in_progress(mchid, openid, service_id))
    }

    fn orders_in_progress<'a>(
        &'a self,
        mchid: &'a Mchid,
        openid: &'a OpenId,
        limit: i64,
    ) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>> {
        ready(self.readers.orders_in_progress(mchid, openid, limit))
    }

    fn timeline<'a>(&'a self, key: &'a RecordKey) -> BoxFuture<'a, Result<Vec<TimelineEntry>, StoreError>> {
        ready(self.readers.timeline(key))
    }

    fn due_records(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<RecordKey>, StoreError>> {
        ready(self.readers.due_records(now, limit))
    }

    fn next_record_due(&self) -> BoxFuture<'_, Result<Option<Moment>, StoreError>> {
        ready(self.readers.next_record_due())
    }

    fn commit(&self, change: Change) -> BoxFuture<'static, Result<(), CommitError>> {
        self.writer.commit(change)
    }

    fn due_notifications(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<Notification>, StoreError>> {
        ready(self.readers.due_notifications(now, limit))
    }

    fn merchants_owed(&self) -> BoxFuture<'_, Result<Vec<(Mchid, Moment)>, StoreError>> {
        ready(self.readers.merchants_owed())
    }

    fn due_notifications_of<'a>(
        &'a self,
        mchid: &'a Mchid,
        now: Moment,
        under_way: &'a [i64],
        limit: usize,
    ) -> BoxFuture<'a, Result<DueNotifications, StoreError>> {
        ready(self.readers.due_notifications_of(mchid, now, under_way, limit))
    }

    fn record_attempt<'a>(
        &'a self,
        id: &'a str,
        attempt: Attempt,
        transition: Transition,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.writer.record_attempt(id, attempt, transition)
    }

    fn reschedule<'a>(
        &'a self,
        id: &'a str,
        url: &'a str,
        from: Option<Phase>,
        to: Phase,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.writer.reschedule(id, url, from, to)
    }

    fn delivery<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Delivery>, StoreError>> {
        ready(self.readers.delivery(id))
    }

    fn deliveries<'a>(&'a self, filter: &'a NotificationFilter) -> BoxFuture<'a, Result<Vec<Delivery>, StoreError>> {
        ready(self.readers.deliveries(filter))
    }

    fn setting<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>> {
        ready(self.readers.setting(name))
    }

    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        self.writer.set_setting(name, value)
    }

    fn reset<'a>(&'a self, settings: &'a [&'a str], changes: Vec<Change>) -> BoxFuture<'a, Result<(), StoreError>> {
        self.writer.reset(settings, changes)
    }

    fn save_snapshot(&self, path: PathBuf, note: String) -> BoxFuture<'static, Result<(), StoreError>> {
        let url = self.readers.url().to_owned();
        Box::pin(async move { blocking(move || snapshot::save(&url, &path, &note)).await? })
    }

    fn inspect_snapshot(&self, path: PathBuf) -> BoxFuture<'static, Result<Snapshot, SnapshotError>> {
        Box::pin(async move { blocking(move || snapshot::inspect(&path)).await? })
    }

    fn load_snapshot(
        &self,
        path: PathBuf,
        settings: Vec<(String, String)>,
    ) -> BoxFuture<'static, Result<(), StoreError>> {
        let path = path.to_string_lossy().into_owned();
        Box::pin(self.writer.alone(move |writing| snapshot::load(writing, &path, &settings)))
    }

    fn close(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        ready(SqliteStore::close(self))
    }
}

/// On a thread that may take its time.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Database(Box::new(error)))
}
