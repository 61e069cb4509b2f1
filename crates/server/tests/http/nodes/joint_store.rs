//! A database that several servers share, in this process: a SQLite file for what every store has, and memory for what
//! nodes have in common. It keeps what the traits promise, and can be out of reach for a while.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use payscore_domain::notification::Phase;
use payscore_domain::{Handle, Mchid, Moment, OpenId, RecordKey, RecordKind, ServiceId};
use payscore_store::{
    Attempt, Change, CommitError, Delivery, DueNotifications, GONE_AFTER_SECONDS, Listed, NotificationFilter, Page,
    RecordFilter, Shared, SharedFile, Snapshot, SnapshotError, SqliteStore, Store, StoreError, Stored, TimelineEntry,
    Transition,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The database. It goes when the last node is dropped.
pub(crate) struct Joint {
    records: SqliteStore,
    common: Mutex<Common>,
    /// Settings are read and written one after another.
    settings: tokio::sync::Mutex<()>,
    away: AtomicBool,
    _folder: TempDir,
}

#[derive(Default)]
struct Common {
    version: i64,
    nodes: usize,
    open: BTreeSet<String>,
    setting_names: BTreeSet<String>,
    nonces: HashSet<(Mchid, String)>,
    files: BTreeMap<String, (i64, Option<Vec<u8>>)>,
    beats: HashMap<String, (Instant, i64)>,
    /// Whose a notification is, by its row and by its id.
    claims: HashMap<i64, (String, String)>,
}

impl Joint {
    pub(crate) fn open() -> Arc<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        Arc::new(Self {
            records: SqliteStore::open(&folder.path().join("payscore.db")).expect("a database"),
            common: Mutex::default(),
            settings: tokio::sync::Mutex::default(),
            away: AtomicBool::new(false),
            _folder: folder,
        })
    }

    /// One more server's connection to it.
    pub(crate) fn node(self: &Arc<Self>) -> Arc<Node> {
        let mut common = self.common();
        common.nodes += 1;
        let name = format!("node-{}", common.nodes);
        common.open.insert(name.clone());
        Arc::new(Node { joint: self.clone(), name })
    }

    /// From now on, until it is back, nothing is answered but errors.
    pub(crate) fn is_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    fn common(&self) -> MutexGuard<'_, Common> {
        self.common.lock().expect("no panic")
    }

    fn reach(&self) -> Result<(), StoreError> {
        let away = || StoreError::Database(Box::new(io::Error::from(io::ErrorKind::ConnectionRefused)));
        if self.away.load(Ordering::SeqCst) { Err(away()) } else { Ok(()) }
    }

    fn grow(&self) {
        self.common().version += 1;
    }
}

/// One server's connection.
pub(crate) struct Node {
    joint: Arc<Joint>,
    name: String,
}

impl Node {
    /// What the database answers, while it is there.
    fn ask<'a, T, E: From<StoreError>>(
        &'a self,
        answer: impl Future<Output = Result<T, E>> + Send + 'a,
    ) -> BoxFuture<'a, Result<T, E>> {
        async move {
            self.joint.reach()?;
            answer.await
        }
        .boxed()
    }

    fn of_common<'a, T: Send + 'a>(
        &'a self,
        ask: impl FnOnce(&mut Common) -> T,
    ) -> BoxFuture<'a, Result<T, StoreError>> {
        let answer = self.joint.reach().map(|()| ask(&mut self.joint.common()));
        async { answer }.boxed()
    }

    fn release(&self, id: &str) {
        self.joint.common().claims.retain(|_, (_, claimed)| claimed != id);
    }
}

impl Store for Node {
    fn record<'a>(&'a self, key: &'a RecordKey) -> BoxFuture<'a, Result<Option<Stored>, StoreError>> {
        self.ask(self.joint.records.record(key))
    }

    fn record_by_handle<'a>(
        &'a self,
        mchid: &'a Mchid,
        kind: RecordKind,
        handle: &'a Handle,
    ) -> BoxFuture<'a, Result<Option<Stored>, StoreError>> {
        self.ask(self.joint.records.record_by_handle(mchid, kind, handle))
    }

    fn records_by_handle<'a>(
        &'a self,
        mchid: &'a Mchid,
        kind: RecordKind,
        handle: &'a Handle,
        before: Option<i64>,
        limit: i64,
    ) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>> {
        self.ask(self.joint.records.records_by_handle(mchid, kind, handle, before, limit))
    }

    fn records<'a>(&'a self, filter: &'a RecordFilter) -> BoxFuture<'a, Result<Page, StoreError>> {
        self.ask(self.joint.records.records(filter))
    }

    fn count_by_state(&self, kind: RecordKind) -> BoxFuture<'_, Result<Vec<(String, u64)>, StoreError>> {
        self.ask(self.joint.records.count_by_state(kind))
    }

    fn in_progress<'a>(
        &'a self,
        mchid: &'a Mchid,
        openid: &'a OpenId,
        service_id: Option<&'a ServiceId>,
    ) -> BoxFuture<'a, Result<u32, StoreError>> {
        self.ask(self.joint.records.in_progress(mchid, openid, service_id))
    }

    fn orders_in_progress<'a>(
        &'a self,
        mchid: &'a Mchid,
        openid: &'a OpenId,
        limit: i64,
    ) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>> {
        self.ask(self.joint.records.orders_in_progress(mchid, openid, limit))
    }

    fn timeline<'a>(&'a self, key: &'a RecordKey) -> BoxFuture<'a, Result<Vec<TimelineEntry>, StoreError>> {
        self.ask(self.joint.records.timeline(key))
    }

    fn due_records(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<RecordKey>, StoreError>> {
        self.ask(self.joint.records.due_records(now, limit))
    }

    fn next_record_due(&self) -> BoxFuture<'_, Result<Option<Moment>, StoreError>> {
        self.ask(self.joint.records.next_record_due())
    }

    fn commit(&self, change: Change) -> BoxFuture<'static, Result<(), CommitError>> {
        match self.joint.reach() {
            Ok(()) => self.joint.records.commit(change),
            Err(error) => async { Err(error.into()) }.boxed(),
        }
    }

    fn due_notifications(
        &self,
        now: Moment,
        limit: i64,
    ) -> BoxFuture<'_, Result<Vec<payscore_domain::notification::Notification>, StoreError>> {
        self.ask(self.joint.records.due_notifications(now, limit))
    }

    fn merchants_owed(&self) -> BoxFuture<'_, Result<Vec<(Mchid, Moment)>, StoreError>> {
        self.ask(self.joint.records.merchants_owed())
    }

    fn due_notifications_of<'a>(
        &'a self,
        mchid: &'a Mchid,
        now: Moment,
        under_way: &'a [i64],
        limit: usize,
    ) -> BoxFuture<'a, Result<DueNotifications, StoreError>> {
        self.ask(async move {
            let of_others = |claim: (&i64, &(String, String))| (claim.1.0 != self.name).then_some(*claim.0);
            let mut beside = under_way.to_vec();
            beside.extend(self.joint.common().claims.iter().filter_map(of_others));
            let mut found = self.joint.records.due_notifications_of(mchid, now, &beside, limit).await?;
            let mut common = self.joint.common();
            // Two may have looked at the same time.
            found.due.retain(|(row, notification)| {
                let claim = || (self.name.clone(), notification.id.clone());
                common.claims.entry(*row).or_insert_with(claim).0 == self.name
            });
            Ok(found)
        })
    }

    fn record_attempt<'a>(
        &'a self,
        id: &'a str,
        attempt: Attempt,
        transition: Transition,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.ask(async move {
            let is_there = self.joint.records.record_attempt(id, attempt, transition).await?;
            if is_there {
                self.release(id);
            }
            Ok(is_there)
        })
    }

    fn reschedule<'a>(
        &'a self,
        id: &'a str,
        url: &'a str,
        from: Option<Phase>,
        to: Phase,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.ask(async move {
            let found = self.joint.records.reschedule(id, url, from, to).await?;
            if found {
                self.release(id);
            }
            Ok(found)
        })
    }

    fn delivery<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Delivery>, StoreError>> {
        self.ask(self.joint.records.delivery(id))
    }

    fn deliveries<'a>(&'a self, filter: &'a NotificationFilter) -> BoxFuture<'a, Result<Vec<Delivery>, StoreError>> {
        self.ask(self.joint.records.deliveries(filter))
    }

    fn setting<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>> {
        self.ask(self.joint.records.setting(name))
    }

    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        self.ask(async move {
            let _alone = self.joint.settings.lock().await;
            self.joint.records.set_setting(name, value).await?;
            self.joint.common().setting_names.insert(name.to_owned());
            self.joint.grow();
            Ok(())
        })
    }

    fn reset<'a>(&'a self, settings: &'a [&'a str], changes: Vec<Change>) -> BoxFuture<'a, Result<(), StoreError>> {
        self.ask(async move {
            self.joint.records.reset(settings, changes).await?;
            self.joint.grow();
            Ok(())
        })
    }

    fn save_snapshot(&self, path: PathBuf, note: String) -> BoxFuture<'static, Result<(), StoreError>> {
        self.joint.records.save_snapshot(path, note)
    }

    fn inspect_snapshot(&self, path: PathBuf) -> BoxFuture<'static, Result<Snapshot, SnapshotError>> {
        self.joint.records.inspect_snapshot(path)
    }

    fn load_snapshot(
        &self,
        path: PathBuf,
        settings: Vec<(String, String)>,
    ) -> BoxFuture<'static, Result<(), StoreError>> {
        let joint = self.joint.clone();
        async move {
            joint.common().setting_names.extend(settings.iter().map(|(name, _)| name.clone()));
            joint.records.load_snapshot(path, settings).await?;
            joint.grow();
            Ok(())
        }
        .boxed()
    }

    fn close(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        let last = {
            let mut common = self.joint.common();
            common.beats.remove(&self.name);
            common.claims.retain(|_, (node, _)| *node != self.name);
            common.open.remove(&self.name) && common.open.is_empty()
        };
        if last { Store::close(&self.joint.records) } else { async { Ok(()) }.boxed() }
    }

    fn shared(&self) -> Option<&dyn Shared> {
        Some(self)
    }
}

impl Shared for Node {
    fn node(&self) -> &str {
        &self.name
    }

    fn note_nonce<'a>(&'a self, mchid: &'a Mchid, nonce: &'a str, _: i64) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.of_common(|common| common.nonces.insert((mchid.clone(), nonce.to_owned())))
    }

    fn clear_nonces(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.of_common(|common| common.nonces.clear())
    }

    fn swap_setting<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a str>,
        value: &'a str,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.ask(async move {
            let _alone = self.joint.settings.lock().await;
            if self.joint.records.setting(name).await?.as_deref() != expected {
                return Ok(false);
            }
            self.joint.records.set_setting(name, value).await?;
            self.joint.common().setting_names.insert(name.to_owned());
            self.joint.grow();
            Ok(true)
        })
    }

    fn settings(&self) -> BoxFuture<'_, Result<Vec<(String, String)>, StoreError>> {
        self.ask(async {
            let names = self.joint.common().setting_names.clone();
            let mut found = Vec::new();
            for name in names {
                found.extend(self.joint.records.setting(&name).await?.map(|value| (name, value)));
            }
            Ok(found)
        })
    }

    fn files<'a>(&'a self, prefix: &'a str, since: i64) -> BoxFuture<'a, Result<Vec<SharedFile>, StoreError>> {
        self.of_common(|common| {
            let wanted = common.files.iter().filter(|(name, (at, _))| name.starts_with(prefix) && *at > since);
            wanted.map(|(name, (_, content))| SharedFile { name: name.clone(), content: content.clone() }).collect()
        })
    }

    fn file<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, StoreError>> {
        self.of_common(|common| common.files.get(name).and_then(|(_, content)| content.clone()))
    }

    fn change_files(
        &self,
        unless_since: Option<i64>,
        changes: Vec<(String, Option<Vec<u8>>)>,
    ) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.of_common(|common| {
            if unless_since.is_some_and(|since| common.files.values().any(|(at, _)| *at > since)) {
                return false;
            }
            common.version += 1;
            let at = common.version;
            common.files.extend(changes.into_iter().map(|(name, content)| (name, (at, content))));
            true
        })
    }

    fn version(&self) -> BoxFuture<'_, Result<i64, StoreError>> {
        self.of_common(|common| common.version)
    }

    fn beat(&self, seen: i64) -> BoxFuture<'_, Result<i64, StoreError>> {
        self.of_common(|common| {
            common.beats.insert(self.name.clone(), (Instant::now(), seen));
            common.version
        })
    }

    fn seen_by_all(&self, version: i64) -> BoxFuture<'_, Result<bool, StoreError>> {
        let gone_after = Duration::from_secs(GONE_AFTER_SECONDS.unsigned_abs());
        self.of_common(|common| common.beats.values().all(|(at, seen)| *seen >= version || at.elapsed() > gone_after))
    }
}
