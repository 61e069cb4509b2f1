//! The whole state as one file, and back.

use super::apply::{Writing, set};
use super::numbers::RowNumbers;
use super::open::{self, reader};
use crate::schema::{notifications, records, settings};
use crate::{Snapshot, SnapshotError, StoreError};
use diesel::connection::SimpleConnection;
use diesel::dsl::{count_star, sql};
use diesel::migration::MigrationVersion;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use diesel_migrations::MigrationHarness;
use std::path::Path;

/// What a snapshot has, in an order in which each row finds the row that it refers to.
const TABLES: [&str; 4] = ["records", "handles", "notifications", "attempts"];

/// Under which name a snapshot's note stands among its settings.
pub(super) const NOTE: &str = "snapshot.note";

fn database(error: diesel::result::Error) -> StoreError {
    StoreError::Database(Box::new(error))
}

/// Writes all that is committed by now to a new file. A connection of its own reads one moment of the database: nobody
/// waits for it.
pub(super) fn save(url: &str, path: &Path, note: &str) -> Result<(), StoreError> {
    let mut connection = SqliteConnection::establish(url).map_err(|error| unusable(path, &error))?;
    connection.batch_execute("PRAGMA busy_timeout = 5000;").map_err(database)?;
    let target = text(path)?;
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(target).execute(&mut connection).map_err(database)?;
    let mut copy = SqliteConnection::establish(target).map_err(|error| unusable(path, &error))?;
    annotate(&mut copy, note)
}

fn unusable(path: &Path, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Open { path: path.display().to_string(), reason: error.to_string() }
}

fn text(path: &Path) -> Result<&str, StoreError> {
    path.to_str().ok_or_else(|| unusable(path, &"its path is not valid Unicode"))
}

/// A file for a snapshot of another backend's, with tables and note.
pub(crate) fn create(path: &Path, note: &str) -> Result<SqliteConnection, StoreError> {
    if path.exists() {
        return Err(unusable(path, &"it exists already"));
    }
    let mut file = open::unshared(text(path)?)?;
    annotate(&mut file, note)?;
    Ok(file)
}

/// A snapshot, to be read.
pub(crate) fn read(path: &Path) -> Result<SqliteConnection, StoreError> {
    reader(text(path)?)
}

fn annotate(file: &mut SqliteConnection, note: &str) -> Result<(), StoreError> {
    diesel::insert_into(settings::table)
        .values((settings::name.eq(NOTE), settings::value.eq(note)))
        .execute(file)
        .map(drop)
        .map_err(database)
}

/// Looks a file over before anything is done with it: whose it is, which schema, whether it is whole.
pub(crate) fn inspect(path: &Path) -> Result<Snapshot, SnapshotError> {
    let unreadable = |error: diesel::result::Error| SnapshotError::Unusable(open::explain(&error));
    let mut file = reader(text(path)?).map_err(|error| SnapshotError::Unusable(error.to_string()))?;
    let id: i32 = sql::<Integer>("PRAGMA application_id").get_result(&mut file).map_err(unreadable)?;
    if id != open::APPLICATION_ID {
        return Err(SnapshotError::Unusable("it is no snapshot of payscore".to_owned()));
    }
    let mut theirs = file.applied_migrations().map_err(|error| SnapshotError::Unusable(error.to_string()))?;
    theirs.sort();
    let ours = open::schema().map_err(SnapshotError::Unusable)?;
    if theirs != ours {
        let newest = |all: &[MigrationVersion<'_>]| all.last().map_or("none".to_owned(), ToString::to_string);
        return Err(SnapshotError::Schema { theirs: newest(&theirs), ours: newest(&ours) });
    }
    let check: String = sql::<Text>("PRAGMA quick_check(1)").get_result(&mut file).map_err(unreadable)?;
    if check != "ok" {
        return Err(SnapshotError::Unusable(format!("it is damaged: {check}")));
    }
    let mut merchants: Vec<String> =
        records::table.select(records::mchid).distinct().load(&mut file).map_err(unreadable)?;
    merchants.sort();
    let count: i64 = records::table.select(count_star()).get_result(&mut file).map_err(unreadable)?;
    let told: i64 = notifications::table.select(count_star()).get_result(&mut file).map_err(unreadable)?;
    let note = settings::table.filter(settings::name.eq(NOTE)).select(settings::value);
    let note: Option<String> = note.get_result(&mut file).optional().map_err(unreadable)?;
    let note = note.ok_or_else(|| SnapshotError::Unusable("it is a database, but no snapshot".to_owned()))?;
    Ok(Snapshot { merchants, records: count, notifications: told, note })
}

/// Replaces what there is by what the file has, and changes these settings, in one transaction. The other settings are
/// this server's, and stay.
pub(super) fn load(writing: &mut Writing, path: &str, settings: &[(String, String)]) -> QueryResult<()> {
    let Writing { connection, numbers, cache } = writing;
    // Not possible inside a transaction, and therefore beside it.
    diesel::sql_query("ATTACH ? AS snapshot").bind::<Text, _>(path).execute(connection)?;
    let loaded = connection.batch_execute("BEGIN IMMEDIATE").and_then(|()| {
        clear(connection, numbers)?;
        for table in TABLES {
            connection.batch_execute(&format!("INSERT INTO main.{table} SELECT * FROM snapshot.{table}"))?;
        }
        for (name, value) in settings {
            set(connection, name, value)?;
        }
        connection.batch_execute("COMMIT")
    });
    if loaded.is_err() {
        // Fails where SQLite has rolled back already: then it is done.
        let _ = connection.batch_execute("ROLLBACK");
    }
    cache.clear();
    let detached = connection.batch_execute("DETACH snapshot");
    *numbers = RowNumbers::read(connection)?;
    loaded.and(detached)
}

/// Removes all records and what belongs to them. Inside a transaction.
pub(super) fn clear(connection: &mut SqliteConnection, numbers: &RowNumbers) -> QueryResult<()> {
    numbers.note(connection)?;
    TABLES.iter().rev().try_for_each(|table| connection.batch_execute(&format!("DELETE FROM main.{table}")))
}
