//! The statements of each kind of write. They run inside the writer's transaction.

use super::cache::RecordCache;
use super::numbers::RowNumbers;
use super::snapshot::clear;
use super::statements::{InsertHandle, InsertRecord, MoveByAttempt, UpdateRecord};
use crate::job::{Outcome, Write};
use crate::rows::{AttemptRow, ChangeRows, PhaseColumns, Place, RecordRow, WriteRows};
use crate::schema::{attempts, notifications, records, settings};
use diesel::prelude::*;
use payscore_domain::{Mchid, OpenId, RecordKey, ServiceId};
use std::sync::Arc;

/// What the writing thread writes with: the connection, and what it knows of the database without asking.
pub(super) struct Writing {
    pub(super) connection: SqliteConnection,
    pub(super) numbers: RowNumbers,
    pub(super) cache: Arc<RecordCache>,
}

/// Executes a write. On an error some of it may have been executed: the transaction must be rolled back.
pub(super) fn apply(writing: &mut Writing, write: &Write) -> QueryResult<Outcome> {
    let Writing { connection, numbers, .. } = writing;
    match write {
        Write::Commit(change) => commit(connection, numbers, change),
        Write::Attempt { notification, attempt, from, to } => {
            record_attempt(connection, notification, attempt, *from, to)
        }
        Write::Reschedule { notification, url, from, to } => reschedule(connection, notification, url, *from, to),
        Write::Setting { name, value } => set(connection, name, value),
        Write::Reset { settings, changes } => reset(connection, numbers, settings, changes),
    }
}

/// Takes over what became durable.
pub(super) fn remember(cache: &RecordCache, write: Write) {
    match write {
        Write::Commit(change) => {
            for WriteRows { kind, row, record, .. } in change.writes {
                let (version, length) = (row.current.version, row.current.doc.len());
                cache.written(RecordKey::new(row.mchid, kind, row.number), record, version, length);
            }
        }
        Write::Reset { .. } => cache.clear(),
        Write::Attempt { .. } | Write::Reschedule { .. } | Write::Setting { .. } => {}
    }
}

/// What may conflict is looked at before anything is written: a change that conflicts leaves nothing behind, and the
/// transaction goes on without it and without a savepoint.
fn commit(connection: &mut SqliteConnection, numbers: &mut RowNumbers, change: &ChangeRows) -> QueryResult<Outcome> {
    if let Some(counted) = &change.counted
        && count_in_progress(connection, &counted.mchid, &counted.openid, counted.service_id.as_ref())?
            != i64::from(counted.in_progress)
    {
        return Ok(Outcome::NotThere);
    }
    if let Some((key, version)) = &change.rests_on
        && stored_version(connection, key.mchid.as_str(), key.kind.as_str(), &key.number)? != Some(*version)
    {
        return Ok(Outcome::NotThere);
    }
    // One write alone, the usual case, finds its conflict in its own first statement.
    if change.writes.len() > 1 {
        for write in &change.writes {
            let RecordRow { mchid, kind, number, .. } = &write.row;
            if stored_version(connection, mchid, kind, number)? != write.read_version {
                return Ok(Outcome::NotThere);
            }
        }
    }
    for write in &change.writes {
        if !apply_write(connection, numbers, write)? {
            return Ok(Outcome::NotThere);
        }
    }
    for notification in &change.notifications {
        diesel::insert_into(notifications::table).values(notification).execute(connection)?;
    }
    Ok(Outcome::Done)
}

/// Writes one record; `false` and nothing written where it conflicts.
fn apply_write(connection: &mut SqliteConnection, numbers: &mut RowNumbers, write: &WriteRows) -> QueryResult<bool> {
    let WriteRows { row, timeline, .. } = write;
    let number = match write.read_version {
        None => {
            let number = numbers.give(write.kind);
            let inserted = InsertRecord { number, row, timeline }.execute(connection)?;
            (inserted > 0).then_some(number)
        }
        Some(read_version) => UpdateRecord { row, read_version, timeline }.get_result(connection).optional()?,
    };
    let Some(number) = number else { return Ok(false) };
    for handle in &write.new_handles {
        InsertHandle { number, row, handle }.execute(connection)?;
    }
    Ok(true)
}

fn stored_version(
    connection: &mut SqliteConnection,
    mchid: &str,
    kind: &str,
    number: &str,
) -> QueryResult<Option<i64>> {
    records::table
        .filter(records::mchid.eq(mchid))
        .filter(records::kind.eq(kind))
        .filter(records::number.eq(number))
        .select(records::version)
        .get_result(connection)
        .optional()
}

/// How many orders a user has in progress, of one service or of all.
pub(super) fn count_in_progress(
    connection: &mut SqliteConnection,
    mchid: &Mchid,
    openid: &OpenId,
    service_id: Option<&ServiceId>,
) -> QueryResult<i64> {
    let theirs = records::table
        .filter(records::in_progress.is_not_null())
        .filter(records::mchid.eq(mchid.as_str()))
        .filter(records::openid.eq(openid.as_str()));
    match service_id {
        Some(service_id) => theirs.filter(records::service_id.eq(service_id.as_str())).count().get_result(connection),
        None => theirs.count().get_result(connection),
    }
}

fn record_attempt(
    connection: &mut SqliteConnection,
    id: &str,
    attempt: &AttemptRow,
    from: Place,
    to: &PhaseColumns,
) -> QueryResult<Outcome> {
    let moved: Option<(i64, i64)> = MoveByAttempt { id, from, to }.get_result(connection).optional()?;
    let (counted, outcome) = match moved {
        Some(counted) => (Some(counted), Outcome::Done),
        None => (count_attempt(connection, id)?, Outcome::Overtaken),
    };
    let Some((row, nth)) = counted else { return Ok(Outcome::NotThere) };
    diesel::insert_into(attempts::table)
        .values((attempts::notification_row.eq(row), attempts::nth.eq(nth), attempt))
        .execute(connection)?;
    Ok(outcome)
}

/// Counts an attempt that leaves its notification where it is.
fn count_attempt(connection: &mut SqliteConnection, id: &str) -> QueryResult<Option<(i64, i64)>> {
    diesel::update(notifications::table.filter(notifications::id.eq(id)))
        .set(notifications::attempted.eq(notifications::attempted + 1))
        .returning((notifications::row, notifications::attempted))
        .get_result(connection)
        .optional()
}

fn reschedule(
    connection: &mut SqliteConnection,
    id: &str,
    url: &str,
    from: Option<Place>,
    to: &PhaseColumns,
) -> QueryResult<Outcome> {
    let mut update = diesel::update(notifications::table.filter(notifications::id.eq(id)))
        .set((notifications::url.eq(url), to))
        .into_boxed();
    if let Some(Place { due, held }) = from {
        update = update.filter(notifications::due.is(due)).filter(notifications::held.is(held));
    }
    let changed = update.execute(connection)?;
    Ok(if changed == 0 { Outcome::NotThere } else { Outcome::Done })
}

/// Changes a setting.
pub(super) fn set(connection: &mut SqliteConnection, name: &str, value: &str) -> QueryResult<Outcome> {
    diesel::insert_into(settings::table)
        .values((settings::name.eq(name), settings::value.eq(value)))
        .on_conflict(settings::name)
        .do_update()
        .set(settings::value.eq(value))
        .execute(connection)?;
    Ok(Outcome::Done)
}

fn reset(
    connection: &mut SqliteConnection,
    numbers: &mut RowNumbers,
    prefixes: &[String],
    changes: &[ChangeRows],
) -> QueryResult<Outcome> {
    clear(connection, numbers)?;
    for prefix in prefixes {
        diesel::delete(settings::table.filter(settings::name.like(format!("{prefix}%")))).execute(connection)?;
    }
    for change in changes {
        commit(connection, numbers, change)?;
    }
    Ok(Outcome::Done)
}
