//! Reads: on the calling thread, each on a connection of its own from a pool, undisturbed by the writer.

use super::apply::count_in_progress;
use super::cache::RecordCache;
use super::{list, open};
use crate::rows::{self, AttemptRow, NotificationRow};
use crate::schema::{attempts, handles, notifications, records, settings};
use crate::{
    Attempt, Delivery, Listed, NotificationFilter, Page, RecordFilter, Standing, StoreError, Stored, TimelineEntry,
};
use crate::{row_number, timeline};
use diesel::dsl::{count_star, max, min, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use parking_lot::Mutex;
use payscore_domain::{Handle, Mchid, Moment, OpenId, RecordKey, RecordKind, ServiceId};
use std::sync::Arc;

/// Idle connections kept. More are opened when more threads read at once, and closed after.
const IDLE_LIMIT: usize = 16;

/// The pool of reading connections.
pub(super) struct Readers {
    url: String,
    cache: Arc<RecordCache>,
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
    pub(super) fn new(url: String, cache: Arc<RecordCache>) -> Self {
        Self { url, cache, idle: Mutex::new(Some(Vec::new())) }
    }

    /// What a further connection is opened with.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Lets go of all connections. Reads answer [`StoreError::Closed`] from now on.
    pub(super) fn close(&self) {
        drop(self.idle.lock().take());
    }

    pub(super) fn read<T>(&self, query: impl FnOnce(&mut SqliteConnection) -> QueryResult<T>) -> Result<T, StoreError> {
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

    pub(super) fn record(&self, key: &RecordKey) -> Result<Option<Stored>, StoreError> {
        if self.idle.lock().is_none() {
            return Err(StoreError::Closed);
        }
        if let Some(stored) = self.cache.get(key) {
            return Ok(Some(stored));
        }
        let beginning = self.cache.begin(key);
        // One row by its key is asked for without `first`: that binds a LIMIT, and SQLite prepares a statement anew
        // each time that a bound LIMIT is set.
        let row: Option<(String, i64)> = self.read(|connection| {
            records::table
                .filter(records::mchid.eq(key.mchid.as_str()))
                .filter(records::kind.eq(key.kind.as_str()))
                .filter(records::number.eq(&key.number))
                .select((records::doc, records::version))
                .get_result(connection)
                .optional()
        })?;
        let Some((doc, version)) = row else { return Ok(None) };
        let stored = Stored { record: rows::record(key.kind, &doc)?, version };
        self.cache.found(key, beginning, &stored, doc.len());
        Ok(Some(stored))
    }

    pub(super) fn record_by_handle(
        &self,
        mchid: &Mchid,
        kind: RecordKind,
        handle: &Handle,
    ) -> Result<Option<Stored>, StoreError> {
        let row: Option<(String, i64)> = self.read(|connection| {
            let newest = handles::table
                .filter(handles::mchid.eq(mchid.as_str()))
                .filter(handles::kind.eq(kind.as_str()))
                .filter(handles::name.eq(handle.name))
                .filter(handles::value.eq(&handle.value))
                .select(max(handles::record_row));
            records::table
                .filter(records::row.nullable().eq(newest.single_value()))
                .select((records::doc, records::version))
                .get_result(connection)
                .optional()
        })?;
        row.map(|(doc, version)| Ok(Stored { record: rows::record(kind, &doc)?, version })).transpose()
    }

    pub(super) fn records_by_handle(
        &self,
        mchid: &Mchid,
        kind: RecordKind,
        handle: &Handle,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Listed>, StoreError> {
        let found: Vec<(i64, String)> = self.read(|connection| {
            handles::table
                .inner_join(records::table)
                .filter(handles::mchid.eq(mchid.as_str()))
                .filter(handles::kind.eq(kind.as_str()))
                .filter(handles::name.eq(handle.name))
                .filter(handles::value.eq(&handle.value))
                .filter(handles::record_row.lt(row_number::before(kind, before).end))
                .select((handles::record_row, records::doc))
                .order(handles::record_row.desc())
                .limit(limit.max(0))
                .load(connection)
        })?;
        listed(kind, found)
    }

    pub(super) fn records(&self, filter: &RecordFilter) -> Result<Page, StoreError> {
        let (found, next) =
            self.read(|connection| connection.transaction(|connection| list::page(connection, filter)))?;
        Ok(Page { records: listed(filter.kind, found)?, next: next.map(row_number::number) })
    }

    pub(super) fn count_by_state(&self, kind: RecordKind) -> Result<Vec<(String, u64)>, StoreError> {
        let all = row_number::all(kind);
        let counted: Vec<(String, i64)> = self.read(|connection| {
            records::table
                // The plus sign keeps SQLite from walking the table, which is so much longer than the index.
                .filter(records::state.gt(""))
                .filter(sql::<Bool>("+row >= ").bind::<BigInt, _>(all.start))
                .filter(sql::<Bool>("+row < ").bind::<BigInt, _>(all.end))
                .group_by(records::state)
                .select((records::state, count_star()))
                .load(connection)
        })?;
        Ok(counted.into_iter().map(|(state, count)| (state, u64::try_from(count).unwrap_or_default())).collect())
    }

    pub(super) fn in_progress(
        &self,
        mchid: &Mchid,
        openid: &OpenId,
        service_id: Option<&ServiceId>,
    ) -> Result<u32, StoreError> {
        let count = self.read(|connection| count_in_progress(connection, mchid, openid, service_id))?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    pub(super) fn orders_in_progress(
        &self,
        mchid: &Mchid,
        openid: &OpenId,
        limit: i64,
    ) -> Result<Vec<Listed>, StoreError> {
        let found: Vec<(i64, String)> = self.read(|connection| {
            records::table
                .filter(records::mchid.eq(mchid.as_str()))
                .filter(records::openid.eq(openid.as_str()))
                .filter(records::in_progress.is_not_null())
                .select((records::row, records::doc))
                .order(records::row.desc())
                .limit(limit.max(0))
                .load(connection)
        })?;
        listed(RecordKind::Order, found)
    }

    pub(super) fn timeline(&self, key: &RecordKey) -> Result<Vec<TimelineEntry>, StoreError> {
        let lines: Option<String> = self.read(|connection| {
            records::table
                .filter(records::mchid.eq(key.mchid.as_str()))
                .filter(records::kind.eq(key.kind.as_str()))
                .filter(records::number.eq(&key.number))
                .select(records::timeline)
                .get_result(connection)
                .optional()
        })?;
        timeline::read(key.kind, &lines.unwrap_or_default())
    }

    pub(super) fn due_records(&self, now: Moment, limit: i64) -> Result<Vec<RecordKey>, StoreError> {
        let found: Vec<(String, String, String)> = self.read(|connection| {
            records::table
                .filter(records::next_due.le(now.unix()))
                .select((records::mchid, records::kind, records::number))
                .order((records::next_due, records::row))
                .limit(limit.max(0))
                .load(connection)
        })?;
        found.into_iter().map(|(mchid, kind, number)| Ok(RecordKey::new(mchid, rows::kind(kind)?, number))).collect()
    }

    pub(super) fn next_record_due(&self) -> Result<Option<Moment>, StoreError> {
        let due: Option<i64> = self.read(|connection| {
            records::table.filter(records::next_due.is_not_null()).select(min(records::next_due)).get_result(connection)
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
        if let Some(subject) = &filter.subject {
            query = query.filter(notifications::subject.eq(subject));
        }
        match filter.standing {
            // The plus sign keeps SQLite from walking the outbox, which has another order.
            Some(Standing::Waiting) => query = query.filter(sql::<Bool>("+due IS NOT NULL")),
            Some(Standing::Held) => query = query.filter(notifications::held.is_not_null()),
            None => {}
        }
        let query = query.order(notifications::row.desc()).limit(filter.limit.max(0));
        let found: Vec<(NotificationRow, Vec<AttemptRow>)> = self.read(|connection| {
            connection.transaction(|connection| {
                let before = match &filter.before {
                    Some(id) => row_of(connection, id)?.unwrap_or(0),
                    None => i64::MAX,
                };
                let found: Vec<(i64, NotificationRow)> =
                    query.filter(notifications::row.lt(before)).load(connection)?;
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

fn listed(kind: RecordKind, found: Vec<(i64, String)>) -> Result<Vec<Listed>, StoreError> {
    found
        .into_iter()
        .map(|(row, doc)| Ok(Listed { row: row_number::number(row), record: rows::record(kind, &doc)? }))
        .collect()
}

fn row_of(connection: &mut SqliteConnection, id: &str) -> QueryResult<Option<i64>> {
    let row = notifications::table.filter(notifications::id.eq(id)).select(notifications::row);
    row.get_result(connection).optional()
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
        .order(attempts::nth)
        .load(connection)?;
    Ok((notification, attempts))
}

fn delivery((notification, attempts): (NotificationRow, Vec<AttemptRow>)) -> Result<Delivery, StoreError> {
    let attempts = attempts.into_iter().map(Attempt::try_from).collect::<Result<_, _>>()?;
    Ok(Delivery { notification: notification.try_into()?, attempts }.in_order())
}
