//! Durable storage. What one command changes commits together or not at all, and is answered only once durable.

use futures_util::future::BoxFuture;
use payscore_domain::notification::{Notification, Phase};
use payscore_domain::{
    Application, Handle, Mchid, Moment, OpenId, Order, Permission, Plan, Record, RecordEvent, RecordKey, RecordKind,
    Refunds, ServiceId, ServiceKind, SignPlan,
};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use thiserror::Error;

mod job;
pub mod migrate;
mod postgres;
mod row_number;
mod rows;
mod schema;
mod shared;
mod sqlite;
mod timeline;

pub use postgres::PostgresStore;
pub use shared::{CLAIM_SECONDS, GONE_AFTER_SECONDS, Shared, SharedFile};
pub use sqlite::{DatabaseFile, DatabaseLock, SqliteStore, look_over, strip_snapshot};

/// All that one command changes.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// The records that it creates and changes.
    pub writes: Vec<Write>,
    /// What merchants are to be told.
    pub notifications: Vec<Notification>,
    /// How many orders the decision took its user to have in progress. Another number in the store is a
    /// [`CommitError::Conflict`].
    pub counted: Option<Counted>,
    /// A record that the decision rests on without changing it, in the version that was read. Another version in the
    /// store is a [`CommitError::Conflict`].
    pub rests_on: Option<(RecordKey, i64)>,
}

/// What one command makes of one record.
#[derive(Debug, Clone)]
pub struct Write {
    /// The record as it is to be.
    pub record: Record,
    /// The version that was read, or `None` for a new one. Another version in the store is a [`CommitError::Conflict`].
    pub read_version: Option<i64>,
    /// What happened, oldest first.
    pub events: Vec<TimelineEntry>,
    /// The names that it is found by from now on, and was not before.
    pub new_handles: Vec<Handle>,
}

/// A number of orders in progress, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The merchant number.
    pub mchid: Mchid,
    /// The user.
    pub openid: OpenId,
    /// The orders of only this service, or of all.
    pub service_id: Option<ServiceId>,
    /// The number.
    pub in_progress: u32,
}

/// A record as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T = Record> {
    /// The record.
    pub record: T,
    /// Counts its changes, from 1.
    pub version: i64,
}

impl Stored {
    /// The order, where it is one.
    pub fn into_order(self) -> Option<Stored<Order>> {
        match self.record {
            Record::Order(record) => Some(Stored { record, version: self.version }),
            _ => None,
        }
    }

    /// The refunds of a payment, where it is those.
    pub fn into_refunds(self) -> Option<Stored<Refunds>> {
        match self.record {
            Record::Refunds(record) => Some(Stored { record: *record, version: self.version }),
            _ => None,
        }
    }

    /// The authorization, where it is one.
    pub fn into_permission(self) -> Option<Stored<Permission>> {
        match self.record {
            Record::Permission(record) => Some(Stored { record: *record, version: self.version }),
            _ => None,
        }
    }

    /// The plan, where it is one.
    pub fn into_plan(self) -> Option<Stored<Box<Plan>>> {
        match self.record {
            Record::Plan(record) => Some(Stored { record, version: self.version }),
            _ => None,
        }
    }

    /// The sign plan, where it is one.
    pub fn into_sign_plan(self) -> Option<Stored<Box<SignPlan>>> {
        match self.record {
            Record::SignPlan(record) => Some(Stored { record, version: self.version }),
            _ => None,
        }
    }

    /// The application for binding a sub-merchant, where it is one.
    pub fn into_application(self) -> Option<Stored<Box<Application>>> {
        match self.record {
            Record::ServiceAccount(record) => Some(Stored { record, version: self.version }),
            _ => None,
        }
    }
}

/// One line of a record's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When it happened, on the service clock.
    pub at: Moment,
    /// What happened.
    pub event: RecordEvent,
}

/// One attempt to deliver a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its number, from 1.
    pub number: u32,
    /// When it was made, on the service clock.
    pub at: Moment,
    /// The HTTP status, where an answer came.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// What went wrong, where no answer came.
    pub error: Option<String>,
    /// The beginning of the answer's body.
    pub response_body: Option<String>,
    /// The fault on demand that struck it, by its name.
    pub fault: Option<String>,
}

/// Where an attempt takes its notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// Where it stood when the attempt began.
    pub from: Phase,
    /// Where it stands after it.
    pub to: Phase,
}

/// What one merchant is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueNotifications {
    /// What is due, the longest due first, each with its row number.
    pub due: Vec<(i64, Notification)>,
    /// When the one after these is due, where there is one.
    pub next: Option<Moment>,
}

/// A notification with all attempts so far, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// What is delivered.
    #[serde(flatten)]
    pub notification: Notification,
    /// The attempts.
    pub attempts: Vec<Attempt>,
}

/// Which records to list: those that suit all that is given. Newest first, unless a number is looked for.
#[derive(Debug, Clone)]
pub struct RecordFilter {
    /// Of this kind.
    pub kind: RecordKind,
    /// Whose number begins so. Then in the order of their numbers: the one that is called just so comes first.
    pub number: Option<String>,
    /// Of this merchant.
    pub mchid: Option<Mchid>,
    /// In this `state`, as on the wire.
    pub state: Option<String>,
    /// Orders of services of this kind.
    pub order_kind: Option<ServiceKind>,
    /// Of this user.
    pub openid: Option<OpenId>,
    /// What comes after the record with this row number, for paging.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

impl RecordFilter {
    /// The newest of a kind.
    pub fn newest(kind: RecordKind, limit: i64) -> Self {
        Self { kind, number: None, mchid: None, state: None, order_kind: None, openid: None, before: None, limit }
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The records.
    pub records: Vec<Listed>,
    /// The `before` of the next page, unless this is the last one. A page may have fewer records than asked for, even
    /// none, and not be the last: looking for what is rare costs no more than looking for anything, and stops there.
    pub next: Option<i64>,
}

/// A record in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its row number: newer ones have higher ones.
    pub row: i64,
    /// The record.
    pub record: Record,
}

/// Where a notification can stand while it is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// An attempt is to come.
    Waiting,
    /// It is held back.
    Held,
}

/// Which notifications to list. Newest first.
#[derive(Debug, Clone, Default)]
pub struct NotificationFilter {
    /// Of this merchant.
    pub mchid: Option<Mchid>,
    /// Of what has this number.
    pub subject: Option<String>,
    /// Only those that stand so.
    pub standing: Option<Standing>,
    /// Older than the one with this id, for paging; nothing where there is none.
    pub before: Option<String>,
    /// At most so many.
    pub limit: i64,
}

/// The store could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database cannot be opened.
    #[error("cannot open the database {path}: {reason}")]
    Open {
        /// Where.
        path: String,
        /// Why.
        reason: String,
    },
    /// A statement failed.
    #[error("database error")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is stored cannot be read back.
    #[error("stored {what} cannot be read")]
    Corrupt {
        /// What.
        what: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The store is shut down.
    #[error("the store is closed")]
    Closed,
}

/// Why a change was not committed. Nothing of it was.
#[derive(Debug, Error)]
pub enum CommitError {
    /// Somebody else changed or created a record since it was read.
    #[error("the record was changed meanwhile")]
    Conflict,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a snapshot holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Whose records.
    pub merchants: Vec<String>,
    /// How many records.
    pub records: i64,
    /// How many notifications.
    pub notifications: i64,
    /// What was noted when it was saved.
    pub note: String,
}

/// Why a snapshot was not loaded. Nothing of it was.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// It is of another version.
    #[error("the snapshot has schema {theirs}, this server {ours}: load it with the payscore that has saved it")]
    Schema {
        /// Its newest migration.
        theirs: String,
        /// This server's.
        ours: String,
    },
    /// It is none, or not whole.
    #[error("the file cannot be used: {0}")]
    Unusable(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the server needs of a database. One suite (`tests/suite`) holds for every backend.
pub trait Store: Send + Sync + 'static {
    /// The record of this name.
    fn record<'a>(&'a self, key: &'a RecordKey) -> BoxFuture<'a, Result<Option<Stored>, StoreError>>;

    /// The newest record of a kind that has this handle.
    fn record_by_handle<'a>(
        &'a self,
        mchid: &'a Mchid,
        kind: RecordKind,
        handle: &'a Handle,
    ) -> BoxFuture<'a, Result<Option<Stored>, StoreError>>;

    /// A page of the records of a kind that have this handle, newest first; `before` as in [`RecordFilter`].
    fn records_by_handle<'a>(
        &'a self,
        mchid: &'a Mchid,
        kind: RecordKind,
        handle: &'a Handle,
        before: Option<i64>,
        limit: i64,
    ) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>>;

    /// A page of records.
    fn records<'a>(&'a self, filter: &'a RecordFilter) -> BoxFuture<'a, Result<Page, StoreError>>;

    /// How many records of a kind there are in each `state`. Walks an index of all of them.
    fn count_by_state(&self, kind: RecordKind) -> BoxFuture<'_, Result<Vec<(String, u64)>, StoreError>>;

    /// How many orders a user has in progress with a merchant, of one service or of all.
    fn in_progress<'a>(
        &'a self,
        mchid: &'a Mchid,
        openid: &'a OpenId,
        service_id: Option<&'a ServiceId>,
    ) -> BoxFuture<'a, Result<u32, StoreError>>;

    /// The orders that a user has in progress with a merchant, newest first.
    fn orders_in_progress<'a>(
        &'a self,
        mchid: &'a Mchid,
        openid: &'a OpenId,
        limit: i64,
    ) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>>;

    /// A record's timeline, oldest first.
    fn timeline<'a>(&'a self, key: &'a RecordKey) -> BoxFuture<'a, Result<Vec<TimelineEntry>, StoreError>>;

    /// Records to which something happens by itself by `now`, the longest due first.
    fn due_records(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<RecordKey>, StoreError>>;

    /// When something next happens to any record by itself.
    fn next_record_due(&self) -> BoxFuture<'_, Result<Option<Moment>, StoreError>>;

    /// Commits a change. It is queued when this is called, not when the future is first polled, so that a caller
    /// can do other work meanwhile; the future resolves once the change is durable.
    fn commit(&self, change: Change) -> BoxFuture<'static, Result<(), CommitError>>;

    /// Notifications to be attempted by `now`, the longest due first.
    fn due_notifications(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<Notification>, StoreError>>;

    /// The merchants to whom notifications are to be sent, each with the moment of the first. Costs as much as there are
    /// merchants, however many notifications they wait for.
    fn merchants_owed(&self) -> BoxFuture<'_, Result<Vec<(Mchid, Moment)>, StoreError>>;

    /// A merchant's notifications to be attempted by `now`, the longest due first, at most `limit`; without those in
    /// these rows. Where several servers share the database they are this server's from now on, until their attempt is
    /// recorded, [`CLAIM_SECONDS`] have passed or this server is [gone](Shared::beat): nobody else is given them.
    fn due_notifications_of<'a>(
        &'a self,
        mchid: &'a Mchid,
        now: Moment,
        under_way: &'a [i64],
        limit: usize,
    ) -> BoxFuture<'a, Result<DueNotifications, StoreError>>;

    /// Notes an attempt, and where the notification stands after it. `false`: the attempt is noted, but another server or
    /// a user has dealt with the notification since, and it stays where that has left it.
    fn record_attempt<'a>(
        &'a self,
        id: &'a str,
        attempt: Attempt,
        transition: Transition,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Lets a notification that stands at `from`, or anywhere, go on from `to`, to `url`. `false`: there is none that does.
    fn reschedule<'a>(
        &'a self,
        id: &'a str,
        url: &'a str,
        from: Option<Phase>,
        to: Phase,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// One notification with its attempts.
    fn delivery<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Delivery>, StoreError>>;

    /// Notifications with their attempts.
    fn deliveries<'a>(&'a self, filter: &'a NotificationFilter) -> BoxFuture<'a, Result<Vec<Delivery>, StoreError>>;

    /// A setting that outlives a restart.
    fn setting<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>>;

    /// Changes a setting. As a [`commit`](Self::commit), it is queued when this is called.
    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Removes all records, timelines, notifications, and the settings whose names begin with one of these, and commits
    /// `changes` in their stead: at once, or not at all.
    fn reset<'a>(&'a self, settings: &'a [&'a str], changes: Vec<Change>) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Saves records, timelines and notifications, with `note`, to a file that does not exist yet. Takes its time;
    /// others read and write meanwhile.
    fn save_snapshot(&self, path: PathBuf, note: String) -> BoxFuture<'static, Result<(), StoreError>>;

    /// Looks a file over: whether it can be loaded, and what is in it.
    fn inspect_snapshot(&self, path: PathBuf) -> BoxFuture<'static, Result<Snapshot, SnapshotError>>;

    /// Replaces records, timelines and notifications by those of a file that was found in order, and changes these
    /// settings, while the others stay: at once, or not at all.
    fn load_snapshot(
        &self,
        path: PathBuf,
        settings: Vec<(String, String)>,
    ) -> BoxFuture<'static, Result<(), StoreError>>;

    /// Writes what was queued and lets the database go. Whoever still holds the store gets [`StoreError::Closed`] from
    /// then on. May block, at the end of a server. Closing twice is harmless.
    fn close(&self) -> BoxFuture<'_, Result<(), StoreError>>;

    /// What the servers that share this database have in common; `None` where it belongs to one alone.
    fn shared(&self) -> Option<&dyn Shared> {
        None
    }
}
