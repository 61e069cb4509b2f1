//! Durable storage. What one command changes commits together or not at all, and is answered only once durable.

use futures_util::future::BoxFuture;
use payscore_domain::notification::{Notification, Phase};
use payscore_domain::{Mchid, Moment, Order, OrderEvent, OrderKey, QueryId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

mod rows;
mod schema;
mod sqlite;

pub use sqlite::SqliteStore;

/// All that one command changes.
#[derive(Debug, Clone)]
pub struct Change {
    /// The order as it is to be.
    pub order: Order,
    /// The version that was read, or `None` for a new order. Another version in the store is a [`CommitError::Conflict`].
    pub read_version: Option<i64>,
    /// What happened, oldest first.
    pub events: Vec<TimelineEntry>,
    /// What merchants are to be told.
    pub notifications: Vec<Notification>,
}

/// An order as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The order.
    pub order: Order,
    /// Counts its changes, from 1.
    pub version: i64,
}

/// One line of an order's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When it happened, on the service clock.
    pub at: Moment,
    /// What happened.
    pub event: OrderEvent,
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

/// Which orders to list. Newest first.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// Of this merchant.
    pub mchid: Option<Mchid>,
    /// In this `state`, as on the wire.
    pub state: Option<String>,
    /// Older than the order with this row number, for paging.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its row number: pass the last one as `before` for the next page.
    pub row: i64,
    /// The order.
    pub order: Order,
}

/// Which notifications to list. Newest first.
#[derive(Debug, Clone, Default)]
pub struct NotificationFilter {
    /// Of this merchant.
    pub mchid: Option<Mchid>,
    /// Of this order.
    pub out_order_no: Option<String>,
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
    /// Somebody else changed or created the order since it was read.
    #[error("the order was changed meanwhile")]
    Conflict,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the server needs of a database. One suite (`tests/suite`) holds for every backend.
pub trait Store: Send + Sync + 'static {
    /// The order of this name.
    fn order<'a>(&'a self, key: &'a OrderKey) -> BoxFuture<'a, Result<Option<Stored>, StoreError>>;

    /// The order whose confirmation page handed this back.
    fn order_by_query_id<'a>(
        &'a self,
        mchid: &'a Mchid,
        query_id: &'a QueryId,
    ) -> BoxFuture<'a, Result<Option<Stored>, StoreError>>;

    /// A page of orders.
    fn orders<'a>(&'a self, filter: &'a OrderFilter) -> BoxFuture<'a, Result<Vec<Listed>, StoreError>>;

    /// An order's timeline, oldest first.
    fn timeline<'a>(&'a self, key: &'a OrderKey) -> BoxFuture<'a, Result<Vec<TimelineEntry>, StoreError>>;

    /// Orders to which something happens by itself by `now`, the longest due first.
    fn due_orders(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<OrderKey>, StoreError>>;

    /// When something next happens to any order by itself.
    fn next_order_due(&self) -> BoxFuture<'_, Result<Option<Moment>, StoreError>>;

    /// Commits a change. It is queued when this is called, not when the future is first polled, so that a caller
    /// can do other work meanwhile; the future resolves once the change is durable.
    fn commit(&self, change: Change) -> BoxFuture<'static, Result<(), CommitError>>;

    /// Notifications to be attempted by `now`, the longest due first.
    fn due_notifications(&self, now: Moment, limit: i64) -> BoxFuture<'_, Result<Vec<Notification>, StoreError>>;

    /// When a notification is next to be attempted.
    fn next_notification_due(&self) -> BoxFuture<'_, Result<Option<Moment>, StoreError>>;

    /// Notes an attempt and where the notification stands after it.
    fn record_attempt<'a>(
        &'a self,
        id: &'a str,
        attempt: Attempt,
        phase: Phase,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Sends a notification again from attempt number `phase` says, to `url`. `false`: there is no such notification.
    fn reschedule<'a>(&'a self, id: &'a str, url: &'a str, phase: Phase) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// One notification with its attempts.
    fn delivery<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Delivery>, StoreError>>;

    /// Notifications with their attempts.
    fn deliveries<'a>(&'a self, filter: &'a NotificationFilter) -> BoxFuture<'a, Result<Vec<Delivery>, StoreError>>;

    /// A setting that outlives a restart.
    fn setting<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>>;

    /// Changes a setting.
    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> BoxFuture<'a, Result<(), StoreError>>;
}
