//! The statements of each kind of write. They run inside the writer's transaction.

use crate::rows::{AttemptRow, ChangeRows, OrderRow, PhaseColumns};
use crate::schema::{attempts, notifications, orders, settings, timeline};
use diesel::prelude::*;

/// Something to be written.
#[derive(Debug)]
pub(super) enum Write {
    /// An order with its timeline and its notifications.
    Commit(Box<ChangeRows>),
    /// An attempt, and where its notification stands after it.
    Attempt { notification: String, attempt: AttemptRow, phase: PhaseColumns },
    /// A notification, to be sent again.
    Reschedule { notification: String, url: String, phase: PhaseColumns },
    /// A setting.
    Setting { name: String, value: String },
}

/// What became of a write that the database did not refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is written.
    Done,
    /// What it would change is not there, or not in the version that was read. Nothing is written.
    NotThere,
}

/// Executes a write. On an error some of it may have been executed: the transaction must be rolled back.
pub(super) fn apply(connection: &mut SqliteConnection, write: &Write) -> QueryResult<Outcome> {
    match write {
        Write::Commit(change) => commit(connection, change),
        Write::Attempt { notification, attempt, phase } => record(connection, notification, attempt, phase),
        Write::Reschedule { notification, url, phase } => reschedule(connection, notification, url, phase),
        Write::Setting { name, value } => set(connection, name, value),
    }
}

/// The order comes first: where it conflicts nothing else has been executed, and the transaction goes on without
/// this change and without a savepoint.
fn commit(connection: &mut SqliteConnection, change: &ChangeRows) -> QueryResult<Outcome> {
    let written = match change.read_version {
        None => insert_order(connection, &change.order)?,
        Some(version) => update_order(connection, &change.order, version)?,
    };
    let Some(order_row) = written else { return Ok(Outcome::NotThere) };
    for entry in &change.timeline {
        diesel::insert_into(timeline::table)
            .values((timeline::order_row.eq(order_row), timeline::at.eq(entry.at), timeline::event.eq(&entry.event)))
            .execute(connection)?;
    }
    for notification in &change.notifications {
        diesel::insert_into(notifications::table).values(notification).execute(connection)?;
    }
    Ok(Outcome::Done)
}

/// The new order's row, unless there is an order of this name.
fn insert_order(connection: &mut SqliteConnection, order: &OrderRow) -> QueryResult<Option<i64>> {
    diesel::insert_into(orders::table)
        .values(order)
        .on_conflict((orders::mchid, orders::out_order_no))
        .do_nothing()
        .returning(orders::row)
        .get_result(connection)
        .optional()
}

/// The changed order's row, unless it is in another version.
fn update_order(connection: &mut SqliteConnection, order: &OrderRow, version: i64) -> QueryResult<Option<i64>> {
    diesel::update(orders::table)
        .filter(orders::mchid.eq(&order.mchid))
        .filter(orders::out_order_no.eq(&order.out_order_no))
        .filter(orders::version.eq(version))
        .set(&order.current)
        .returning(orders::row)
        .get_result(connection)
        .optional()
}

fn record(
    connection: &mut SqliteConnection,
    id: &str,
    attempt: &AttemptRow,
    phase: &PhaseColumns,
) -> QueryResult<Outcome> {
    let row: Option<i64> = diesel::update(notifications::table)
        .filter(notifications::id.eq(id))
        .set(phase)
        .returning(notifications::row)
        .get_result(connection)
        .optional()?;
    let Some(row) = row else { return Ok(Outcome::NotThere) };
    diesel::insert_into(attempts::table).values((attempts::notification_row.eq(row), attempt)).execute(connection)?;
    Ok(Outcome::Done)
}

fn reschedule(connection: &mut SqliteConnection, id: &str, url: &str, phase: &PhaseColumns) -> QueryResult<Outcome> {
    let changed = diesel::update(notifications::table)
        .filter(notifications::id.eq(id))
        .set((notifications::url.eq(url), phase))
        .execute(connection)?;
    Ok(if changed == 0 { Outcome::NotThere } else { Outcome::Done })
}

fn set(connection: &mut SqliteConnection, name: &str, value: &str) -> QueryResult<Outcome> {
    diesel::insert_into(settings::table)
        .values((settings::name.eq(name), settings::value.eq(value)))
        .on_conflict(settings::name)
        .do_update()
        .set(settings::value.eq(value))
        .execute(connection)?;
    Ok(Outcome::Done)
}
