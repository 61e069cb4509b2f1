//! The backend for many servers at once: a PostgreSQL database. One task writes, in groups; reads have a pool.

mod address;
mod group;
mod in_order;
mod list;
mod migrations;
mod nonces;
mod outbox;
mod pool;
mod reader;
mod shared;
mod snapshot;
mod statements;
mod tables;
mod tls;
mod transaction;
mod writer;

use self::address::Address;
use self::nonces::Nonces;
use self::outbox::{Claim, Owners};
use self::pool::Pool;
pub(crate) use self::tables::PostgresTables;
use self::writer::Writer;
use crate::job::Queue as _;
use crate::sqlite::inspect_snapshot;
use crate::{
    Attempt, Change, CommitError, Delivery, DueNotifications, Listed, NotificationFilter, Page, RecordFilter, Shared,
    Snapshot, SnapshotError, Store, StoreError, Stored, TimelineEntry, Transition,
};
use futures_util::future::BoxFuture;
use payscore_domain::notification::{Notification, Phase};
use payscore_domain::{Handle, Mchid, Moment, OpenId, RecordKey, RecordKind, ServiceId};
use std::path::PathBuf;
use std::sync::Arc;

/// A store in a PostgreSQL database, which other servers may use at the same time.
#[derive(Debug)]
pub struct PostgresStore {
    pool: Pool,
    writer: Writer,
    owners: Arc<Owners>,
    node: String,
    nonces: Nonces,
}

impl PostgresStore {
    /// Connects to the database at `url` (`postgres://user:password@host/name`) and brings its tables up to date.
    /// What it writes is written by tasks of the runtime that this is called in.
    ///
    /// # Errors
    /// [`StoreError::Open`] if the URL cannot be read, nobody answers, or the database belongs to a later version.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let pool = Pool::new(&address)?;
        migrations::run(&pool, &address.shown).await?;
        let owners = Arc::new(Owners::new());
        let writer = Writer::start(pool.clone(), owners.clone());
        let nonces = Nonces::start(pool.clone());
        Ok(Self { pool, writer, owners, node: node_name(), nonces })
    }
}

/// A name that no other server has or had: random, from the standard library's own source.
fn node_name() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("{}-{:016x}", std::process::id(), RandomState::new().hash_one(()))
}

impl Store for PostgresStore {
    fn record<'a>(&'a self, key: &'a RecordKey) -> BoxFuture<'a, Result<Option<Stored>, StoreError>> {
        Box::pin(reader::record(&self.pool, key))
    }

    fn record_by_handle<'a>(
        &'a self,
        mchid: &'a Mchid,
        kind: RecordKind,
        handle: &'a Handle,
    ) -> BoxFuture<'a, Result<Option<Stored>, StoreError>> {
        Box::pin(reader::record_by_handle(&self.pool, mchid, kind, handle))
    }

    fn records_by_handle<'a>(
        &'a self,
        mchid: &'a Mchid,
        kind: RecordKind,
        handle: &'a Handle,
        before: Option<i64>,
        limit: i64,
    ) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>> {
        Box::pin(reader::records_by_handle(&self.pool, mchid, kind, handle, before, limit))
    }

    fn records<'a>(&'a self, filter: &'a RecordFilter) -> BoxFuture<'a, Result<Page, StoreError>> {
        Box::pin(list::page(&self.pool, filter))
    }

    fn count_by_state(&self, kind: RecordKind) -> BoxFuture<'_, Result<Vec<(String, u64)>, StoreError>> {
        Box::pin(reader::count_by_state(&self.pool, kind))
    }

    fn in_progress<'a>(
        &'a self,
        mchid: &'a Mchid,
        openid: &'a OpenId,
        service_id: Option<&'a ServiceId>,
    ) -> BoxFuture<'a, Result<u32, StoreError>> {
        Box::pin(reader::in_progress(&self.pool, mchid, openid, service_id))
    }

    fn orders_in_progress<'a>(
        &'a self,
        mchid: &'a Mchid,
        openid: &'a OpenId,
        limit: i64,
    ) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>> {
        Box::pin(reader::orders_in_progress(&self.pool, mchid, openid, limit))
    }

    fn timeline<'a>(&'a self, key: &'a RecordKey) -> BoxFuture<'a, Result<Vec<TimelineEntry>, StoreError>> {
        Box::pin(reader::timeline(&self.pool, key))
    }

    fn due_records(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<RecordKey>, StoreError>> {
        Box::pin(reader::due_records(&self.pool, now, limit))
    }

    fn next_record_due(&self) -> BoxFuture<'_, Result<Option<Moment>, StoreError>> {
        Box::pin(reader::next_record_due(&self.pool))
    }

    fn commit(&self, change: Change) -> BoxFuture<'static, Result<(), CommitError>> {
        self.writer.commit(change)
    }

    fn due_notifications(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<Notification>, StoreError>> {
        Box::pin(outbox::due_notifications(&self.pool, now, limit))
    }

    fn merchants_owed(&self) -> BoxFuture<'_, Result<Vec<(Mchid, Moment)>, StoreError>> {
        Box::pin(outbox::merchants_owed(&self.pool, &self.node))
    }

    fn due_notifications_of<'a>(
        &'a self,
        mchid: &'a Mchid,
        now: Moment,
        under_way: &'a [i64],
        limit: usize,
    ) -> BoxFuture<'a, Result<DueNotifications, StoreError>> {
        let claim = Claim { node: &self.node, mchid, now, under_way, limit };
        Box::pin(outbox::claim(&self.pool, &self.owners, claim))
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
        Box::pin(reader::delivery(&self.pool, id))
    }

    fn deliveries<'a>(&'a self, filter: &'a NotificationFilter) -> BoxFuture<'a, Result<Vec<Delivery>, StoreError>> {
        Box::pin(reader::deliveries(&self.pool, filter))
    }

    fn setting<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>> {
        Box::pin(reader::setting(&self.pool, name))
    }

    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        self.writer.set_setting(name, value)
    }

    fn reset<'a>(&'a self, settings: &'a [&'a str], changes: Vec<Change>) -> BoxFuture<'a, Result<(), StoreError>> {
        self.writer.reset(settings, changes)
    }

    fn save_snapshot(&self, path: PathBuf, note: String) -> BoxFuture<'static, Result<(), StoreError>> {
        let pool = self.pool.clone();
        Box::pin(async move { snapshot::save(&pool, &path, &note).await })
    }

    fn inspect_snapshot(&self, path: PathBuf) -> BoxFuture<'static, Result<Snapshot, SnapshotError>> {
        Box::pin(async move {
            let inspected = tokio::task::spawn_blocking(move || inspect_snapshot(&path)).await;
            inspected.map_err(|error| StoreError::Database(Box::new(error)))?
        })
    }

    fn load_snapshot(
        &self,
        path: PathBuf,
        settings: Vec<(String, String)>,
    ) -> BoxFuture<'static, Result<(), StoreError>> {
        Box::pin(self.writer.load(path, settings))
    }

    fn close(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let written = self.writer.close().await;
            if !self.pool.is_closed() {
                // Whoever waits for all servers need not wait for this one. Where that fails, it does so for a while.
                let _ = self.forget_node().await;
            }
            self.pool.close();
            written
        })
    }

    fn shared(&self) -> Option<&dyn Shared> {
        Some(self)
    }
}
