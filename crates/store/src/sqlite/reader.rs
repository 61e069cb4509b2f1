//! Reads: on the calling thread, each on a connection of its own from a pool, undisturbed by the writer.

use super::open;
use crate::rows::{self, AttemptRow, NotificationRow, TimelineRow};
use crate::schema::{attempts, notifications, orders, settings, timeline};
use crate::{Attempt, Delivery, Listed, NotificationFilter, OrderFilter, StoreError, Stored, TimelineEntry};
use diesel::dsl::min;
use diesel::prelude::*;
use parking_lot::Mutex;
use payscore_domain::{Mchid, Moment, Notification, OrderKey, QueryId};

/// Idle connections kept. More are opened when more threads read at once, and closed after.
const IDLE_LIMIT: usize = 16;

/// The pool of reading connections.
pub(super) struct Readers {
    url: String,
    /// `None` once closed.
    idle: Mutex<Option<Vec<SqliteConnection>>>,
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Readers").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Queries may fail in the database or in decoding.
fn database(error: diesel::result::Error) -> StoreError {
    StoreError::Database(Box::new(error))
}

impl Readers {
    pub(super) fn new(url: String) -> Self {
        Self { url, idle: Mutex::new(Some(Vec::new())) }
    }

    /// Lets go of all connections. Reads answer [`StoreError::Closed`] from now on.
    pub(super) fn close(&self) {
        drop(self.idle.lock().take());
    }

    fn read<T>(&self, query: impl FnOnce(&mut SqliteConnection) -> QueryResult<T>) -> Result<T, StoreError> {
        let idle = self.idle.lock().as_mut().ok_or(StoreError::Closed)?.pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => open::reader(&self.url)?,
        };
        // A connection that failed is not used again.
        let value = query(&mut connection).map_err(database)?;
        if let Some(idle) = self.idle.lock().as_mut().filter(|idle| idle.len() < IDLE_LIMIT) {
            idle.push(connection);
        }
        Ok(value)
    }

    // One row by its key is asked for without `first`: that binds a LIMIT, and SQLite prepares a statement anew each
    // time that a bound LIMIT is set.
    pub(super) fn order(&self, key: &OrderKey) -> Result<Option<Stored>, StoreError> {
        let row = self.read(|connection| {
            orders::table
                .filter(orders::mchid.eq(key.mchid.as_str()))
                .filter(orders::out_order_no.eq(key.out_order_no.as_str()))
                .select((orders::doc, orders::version))
                .get_result(connection)
                .optional()
        })?;
        row.map(rows::stored).transpose()
    }

    pub(super) fn order_by_query_id(&self, mchid: &Mchid, query_id: &QueryId) -> Result<Option<Stored>, StoreError> {
        let row = self.read(|connection| {
            orders::table
                .filter(orders::mchid.eq(mchid.as_str()))
                .filter(orders::query_id.eq(query_id.as_str()))
                .select((orders::doc, orders::version))
                .get_result(connection)
                .optional()
        })?;
        row.map(rows::stored).transpose()
    }

    pub(super) fn orders(&self, filter: &OrderFilter) -> Result<Vec<Listed>, StoreError> {
        let mut query = orders::table.select((orders::row, orders::doc)).into_boxed();
        if let Some(mchid) = &filter.mchid {
            query = query.filter(orders::mchid.eq(mchid.as_str()));
        }
        if let Some(state) = &filter.state {
            query = query.filter(orders::state.eq(state));
        }
        if let Some(before) = filter.before {
            query = query.filter(orders::row.lt(before));
        }
        let query = query.order(orders::row.desc()).limit(filter.limit.max(0));
        let found: Vec<(i64, String)> = self.read(|connection| query.load(connection))?;
        found.into_iter().map(|(row, doc)| Ok(Listed { row, order: rows::order(&doc)? })).collect()
    }

    pub(super) fn timeline(&self, key: &OrderKey) -> Result<Vec<TimelineEntry>, StoreError> {
        let found: Vec<TimelineRow> = self.read(|connection| {
            timeline::table
                .inner_join(orders::table)
                .filter(orders::mchid.eq(key.mchid.as_str()))
                .filter(orders::out_order_no.eq(key.out_order_no.as_str()))
                .select((timeline::at, timeline::event))
                .order(timeline::id)
                .load(connection)
        })?;
        found.into_iter().map(TimelineEntry::try_from).collect()
    }

    pub(super) fn due_orders(&self, now: Moment, limit: i64) -> Result<Vec<OrderKey>, StoreError> {
        let found: Vec<(String, String)> = self.read(|connection| {
            orders::table
                .filter(orders::next_due.le(now.unix()))
                .select((orders::mchid, orders::out_order_no))
                .order((orders::next_due, orders::row))
                .limit(limit.max(0))
                .load(connection)
        })?;
        Ok(found.into_iter().map(|(mchid, out_order_no)| OrderKey::new(mchid, out_order_no)).collect())
    }

    pub(super) fn next_order_due(&self) -> Result<Option<Moment>, StoreError> {
        let due: Option<i64> = self.read(|connection| {
            orders::table.filter(orders::next_due.is_not_null()).select(min(orders::next_due)).get_result(connection)
        })?;
        Ok(due.map(Moment::from_unix))
    }

    pub(super) fn due_notifications(&self, now: Moment, limit: i64) -> Result<Vec<Notification>, StoreError> {
        let found: Vec<NotificationRow> = self.read(|connection| {
            notifications::table
                .filter(notifications::due.le(now.unix()))
                .select(NotificationRow::as_select())
                .order((notifications::due, notifications::row))
                .limit(limit.max(0))
                .load(connection)
        })?;
        found.into_iter().map(Notification::try_from).collect()
    }

    pub(super) fn next_notification_due(&self) -> Result<Option<Moment>, StoreError> {
        let due: Option<i64> = self.read(|connection| {
            notifications::table
                .filter(notifications::due.is_not_null())
                .select(min(notifications::due))
                .get_result(connection)
        })?;
        Ok(due.map(Moment::from_unix))
    }

    pub(super) fn delivery(&self, id: &str) -> Result<Option<Delivery>, StoreError> {
        let found = self.read(|connection| {
            connection.transaction(|connection| {
                let found: Option<(i64, NotificationRow)> = notifications::table
                    .filter(notifications::id.eq(id))
                    .select((notifications::row, NotificationRow::as_select()))
                    .get_result(connection)
                    .optional()?;
                found.map(|found| with_attempts(connection, found)).transpose()
            })
        })?;
        found.map(delivery).transpose()
    }

    pub(super) fn deliveries(&self, filter: &NotificationFilter) -> Result<Vec<Delivery>, StoreError> {
        let mut query = notifications::table.select((notifications::row, NotificationRow::as_select())).into_boxed();
        if let Some(mchid) = &filter.mchid {
            query = query.filter(notifications::mchid.eq(mchid.as_str()));
        }
        if let Some(out_order_no) = &filter.out_order_no {
            query = query.filter(notifications::out_order_no.eq(out_order_no));
        }
        let query = query.order(notifications::row.desc()).limit(filter.limit.max(0));
        let found: Vec<(NotificationRow, Vec<AttemptRow>)> = self.read(|connection| {
            connection.transaction(|connection| {
                let found: Vec<(i64, NotificationRow)> = query.load(connection)?;
                found.into_iter().map(|found| with_attempts(connection, found)).collect()
            })
        })?;
        found.into_iter().map(delivery).collect()
    }

    pub(super) fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|connection| {
            settings::table.filter(settings::name.eq(name)).select(settings::value).get_result(connection).optional()
        })
    }
}

/// A notification's attempts. One query for each notification of a list: the statement stays prepared and there is
/// no network in between. It belongs in one transaction with the query before it, or the two may not match.
fn with_attempts(
    connection: &mut SqliteConnection,
    (row, notification): (i64, NotificationRow),
) -> QueryResult<(NotificationRow, Vec<AttemptRow>)> {
    let attempts = attempts::table
        .filter(attempts::notification_row.eq(row))
        .select(AttemptRow::as_select())
        .order(attempts::id)
        .load(connection)?;
    Ok((notification, attempts))
}

fn delivery((notification, attempts): (NotificationRow, Vec<AttemptRow>)) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        notification: notification.try_into()?,
        attempts: attempts.into_iter().map(Attempt::try_from).collect::<Result<_, _>>()?,
    })
}
