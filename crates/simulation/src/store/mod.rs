//! A store in memory, with the rules of the durable ones, and what can go wrong with it.
//!
//! [`State`] is what would be on disk. A [`Medium`] says how it is reached: at once ([`Direct`]), or as a disk that
//! fails, dawdles and loses power (`Faulty`).

mod faulty;
mod lists;
mod outbox;
mod state;

pub(crate) use faulty::Faulty;
pub use state::{Outgoing, Row, State};

use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use payscore_domain::notification::{Notification, Phase};
use payscore_domain::{Handle, Mchid, Moment, OpenId, RecordKey, RecordKind, ServiceId};
use payscore_store::{
    Attempt, Change, CommitError, Delivery, DueNotifications, Listed, NotificationFilter, Page, RecordFilter, Snapshot,
    SnapshotError, Store, StoreError, Stored, TimelineEntry, Transition,
};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How a state is read and written.
pub trait Medium: Send + Sync + 'static {
    /// Reads.
    fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&State) -> T + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>>;

    /// Queues a write; the future resolves once it is durable.
    fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&mut State) -> T + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>>;

    /// Whether the next change meets another writer who was faster, though there is none to be seen.
    fn conflicts(&self) -> bool {
        false
    }
}

/// A medium that does at once what it is asked for.
#[derive(Default)]
pub struct Direct(Mutex<State>);

impl Medium for Direct {
    fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&State) -> T + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>> {
        ready(Ok(read(&self.0.lock())))
    }

    fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&mut State) -> T + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>> {
        ready(Ok(write(&mut self.0.lock())))
    }
}

/// A way to be wrong, to see that it is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreBug {
    /// Versions are not compared: of two changes of one record the later one wins.
    LostUpdate,
    /// A change's notifications are written after it, in a transaction of their own.
    ForgottenNotification,
    /// A change is answered to be done before it is durable.
    EarlyAck,
    /// A change of what is there panics.
    Panic,
}

/// What lies in a snapshot's file.
#[derive(Clone)]
struct Saved {
    state: State,
    note: String,
}

/// A store whose state is in memory.
pub struct MemoryStore<M> {
    medium: Arc<M>,
    bug: Option<StoreBug>,
    /// Files of snapshots, by their paths.
    snapshots: Arc<Mutex<BTreeMap<PathBuf, Saved>>>,
}

impl<M: Medium> MemoryStore<M> {
    /// On this medium.
    pub fn new(medium: Arc<M>) -> Self {
        Self { medium, bug: None, snapshots: Arc::default() }
    }

    /// The same, with a bug.
    #[must_use]
    pub fn with_bug(self, bug: Option<StoreBug>) -> Self {
        Self { bug, ..self }
    }
}

fn ready<T: Send + 'static>(value: T) -> BoxFuture<'static, T> {
    Box::pin(std::future::ready(value))
}

/// A database's complaint.
fn complaint(what: &str) -> StoreError {
    StoreError::Database(what.into())
}

/// Both of its errors as one.
async fn flat<T, E: From<StoreError>>(asked: BoxFuture<'static, Result<Result<T, E>, StoreError>>) -> Result<T, E> {
    asked.await?
}

impl<M: Medium> Store for MemoryStore<M> {
    fn record<'a>(&'a self, key: &'a RecordKey) -> BoxFuture<'a, Result<Option<Stored>, StoreError>> {
        let key = key.clone();
        self.medium.read(move |state| state.record(&key))
    }

    fn record_by_handle<'a>(
        &'a self,
        mchid: &'a Mchid,
        kind: RecordKind,
        handle: &'a Handle,
    ) -> BoxFuture<'a, Result<Option<Stored>, StoreError>> {
        let (mchid, handle) = (mchid.clone(), handle.clone());
        self.medium.read(move |state| state.newest_of_handle(&mchid, kind, &handle))
    }

    fn records_by_handle<'a>(
        &'a self,
        mchid: &'a Mchid,
        kind: RecordKind,
        handle: &'a Handle,
        before: Option<i64>,
        limit: i64,
    ) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>> {
        let (mchid, handle) = (mchid.clone(), handle.clone());
        self.medium.read(move |state| state.all_of_handle(&mchid, kind, &handle, before, limit))
    }

    fn records<'a>(&'a self, filter: &'a RecordFilter) -> BoxFuture<'a, Result<Page, StoreError>> {
        let filter = filter.clone();
        self.medium.read(move |state| state.page(&filter))
    }

    fn count_by_state(&self, kind: RecordKind) -> BoxFuture<'_, Result<Vec<(String, u64)>, StoreError>> {
        self.medium.read(move |state| state.count_by_state(kind))
    }

    fn in_progress<'a>(
        &'a self,
        mchid: &'a Mchid,
        openid: &'a OpenId,
        service_id: Option<&'a ServiceId>,
    ) -> BoxFuture<'a, Result<u32, StoreError>> {
        let (mchid, openid, service_id) = (mchid.clone(), openid.clone(), service_id.cloned());
        self.medium.read(move |state| state.in_progress(&mchid, &openid, service_id.as_ref()))
    }

    fn orders_in_progress<'a>(
        &'a self,
        mchid: &'a Mchid,
        openid: &'a OpenId,
        limit: i64,
    ) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>> {
        let (mchid, openid) = (mchid.clone(), openid.clone());
        self.medium.read(move |state| state.orders_in_progress(&mchid, &openid, limit))
    }

    fn timeline<'a>(&'a self, key: &'a RecordKey) -> BoxFuture<'a, Result<Vec<TimelineEntry>, StoreError>> {
        let key = key.clone();
        self.medium.read(move |state| state.row(&key).map(|row| row.timeline.clone()).unwrap_or_default())
    }

    fn due_records(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<RecordKey>, StoreError>> {
        self.medium.read(move |state| state.due_records(now, limit))
    }

    fn next_record_due(&self) -> BoxFuture<'_, Result<Option<Moment>, StoreError>> {
        self.medium.read(State::next_record_due)
    }

    fn commit(&self, mut change: Change) -> BoxFuture<'static, Result<(), CommitError>> {
        if self.bug == Some(StoreBug::ForgottenNotification) {
            let notifications = std::mem::take(&mut change.notifications);
            let committed = self.medium.write(move |state| state.commit(change));
            let medium = self.medium.clone();
            return Box::pin(async move {
                flat(committed).await?;
                let later = Change { notifications, ..Change::default() };
                flat(medium.write(move |state| state.commit(later))).await
            });
        }
        if self.bug == Some(StoreBug::EarlyAck) {
            // It is queued, and nobody hears how it ends.
            drop(self.medium.write(move |state| state.commit(change)));
            return Box::pin(async {
                // Whoever looks whether it is done, and does it again, must not stop time.
                tokio::time::sleep(Duration::from_millis(1)).await;
                Ok(())
            });
        }
        // What is new conflicts only with what is there.
        let changes_only = change.writes.iter().all(|write| write.read_version.is_some());
        assert!(!changes_only || self.bug != Some(StoreBug::Panic), "a bug that was put in");
        if changes_only && self.medium.conflicts() {
            return Box::pin(flat(self.medium.write(|_| Err(CommitError::Conflict))));
        }
        let careless = self.bug == Some(StoreBug::LostUpdate);
        Box::pin(flat(self.medium.write(move |state| {
            if careless {
                state.overlook_versions(&mut change);
            }
            state.commit(change)
        })))
    }

    fn due_notifications(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<Notification>, StoreError>> {
        self.medium.read(move |state| state.due_notifications(now, limit))
    }

    fn merchants_owed(&self) -> BoxFuture<'_, Result<Vec<(Mchid, Moment)>, StoreError>> {
        self.medium.read(State::merchants_owed)
    }

    fn due_notifications_of<'a>(
        &'a self,
        mchid: &'a Mchid,
        now: Moment,
        under_way: &'a [i64],
        limit: usize,
    ) -> BoxFuture<'a, Result<DueNotifications, StoreError>> {
        let (mchid, under_way) = (mchid.clone(), under_way.to_vec());
        self.medium.read(move |state| state.due_notifications_of(&mchid, now, &under_way, limit))
    }

    fn record_attempt<'a>(
        &'a self,
        id: &'a str,
        attempt: Attempt,
        transition: Transition,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let id = id.to_owned();
        Box::pin(flat(self.medium.write(move |state| state.record_attempt(&id, attempt, transition))))
    }

    fn reschedule<'a>(
        &'a self,
        id: &'a str,
        url: &'a str,
        from: Option<Phase>,
        to: Phase,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let (id, url) = (id.to_owned(), url.to_owned());
        self.medium.write(move |state| state.reschedule(&id, url, from, to))
    }

    fn delivery<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Delivery>, StoreError>> {
        let id = id.to_owned();
        self.medium.read(move |state| state.delivery(&id))
    }

    fn deliveries<'a>(&'a self, filter: &'a NotificationFilter) -> BoxFuture<'a, Result<Vec<Delivery>, StoreError>> {
        let filter = filter.clone();
        self.medium.read(move |state| state.deliveries(&filter))
    }

    fn setting<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>> {
        let name = name.to_owned();
        self.medium.read(move |state| state.setting(&name))
    }

    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.medium.write(move |state| state.set(name, value))
    }

    fn reset<'a>(&'a self, settings: &'a [&'a str], changes: Vec<Change>) -> BoxFuture<'a, Result<(), StoreError>> {
        let prefixes: Vec<String> = settings.iter().map(|prefix| (*prefix).to_owned()).collect();
        Box::pin(flat(self.medium.write(move |state| state.reset(&prefixes, changes))))
    }

    fn save_snapshot(&self, path: PathBuf, note: String) -> BoxFuture<'static, Result<(), StoreError>> {
        let (snapshots, state) = (self.snapshots.clone(), self.medium.read(State::clone));
        Box::pin(async move {
            let state = state.await?;
            snapshots.lock().insert(path, Saved { state, note });
            Ok(())
        })
    }

    fn inspect_snapshot(&self, path: PathBuf) -> BoxFuture<'static, Result<Snapshot, SnapshotError>> {
        let found = self.snapshots.lock().get(&path).map(|saved| saved.state.snapshot(saved.note.clone()));
        ready(found.ok_or_else(|| SnapshotError::Unusable("it is no snapshot of this store".to_owned())))
    }

    fn load_snapshot(
        &self,
        path: PathBuf,
        settings: Vec<(String, String)>,
    ) -> BoxFuture<'static, Result<(), StoreError>> {
        match self.snapshots.lock().get(&path).cloned() {
            Some(saved) => self.medium.write(move |state| state.load(saved.state, settings)),
            None => ready(Err(complaint("there is no such snapshot"))),
        }
    }

    fn close(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.medium.read(|_| ())
    }
}
