//! The tables of a SQLite file.

use super::rows::Content;
use super::{Export, Import, Rows, Table};
use crate::StoreError;
use crate::schema::{attempts, handles, notifications, records, row_numbers, settings};
use crate::sqlite::{Opened, new_snapshot, open_file, snapshot_reader};
use diesel::connection::SimpleConnection;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use futures_util::future::{BoxFuture, ready};
use std::fs::File;
use std::path::Path;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// The target is written in one transaction. With a rollback journal, which in an empty database has nothing to hold,
/// rows go to their place at once; the log would hold all of them first. Opened by a server, it has its log again.
const BEGIN: &str = "PRAGMA journal_mode = DELETE; PRAGMA cache_size = -262144; BEGIN IMMEDIATE";

/// A file that is ours alone.
pub(crate) struct SqliteTables {
    connection: SqliteConnection,
    /// Where it could be somebody else's.
    lock: Option<File>,
}

impl SqliteTables {
    /// Opens a file, and brings its tables up to date.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let Opened { connection, lock, .. } = open_file(path)?;
        Ok(Self { connection, lock: Some(lock) })
    }

    /// The same of a file that may not exist yet, to be written to.
    pub(super) fn begin(path: &Path) -> Result<Self, StoreError> {
        let mut tables = Self::open(path)?;
        tables.connection.batch_execute(BEGIN).map_err(database)?;
        Ok(tables)
    }

    /// A snapshot that does not exist yet, to be written to. It has no log, and nobody else knows of it.
    pub(crate) fn create_snapshot(path: &Path, note: &str) -> Result<Self, StoreError> {
        let mut connection = aside(|| new_snapshot(path, note))?;
        connection.batch_execute("BEGIN IMMEDIATE").map_err(database)?;
        Ok(Self { connection, lock: None })
    }

    /// A snapshot that was found in order, to be read.
    pub(crate) fn open_snapshot(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { connection: aside(|| snapshot_reader(path))?, lock: None })
    }

    fn count_rows(&mut self, table: Table) -> QueryResult<i64> {
        let connection = &mut self.connection;
        match table {
            Table::Settings => settings::table.select(count_star()).get_result(connection),
            Table::RowNumbers => row_numbers::table.select(count_star()).get_result(connection),
            Table::Records => records::table.select(count_star()).get_result(connection),
            Table::Handles => handles::table.select(count_star()).get_result(connection),
            Table::Notifications => notifications::table.select(count_star()).get_result(connection),
            Table::Attempts => attempts::table.select(count_star()).get_result(connection),
        }
    }

    fn read(&mut self, table: Table, after: Option<&Rows>, limit: i64) -> QueryResult<Content> {
        let connection = &mut self.connection;
        let after = after.map(|rows| &rows.0);
        Ok(match table {
            Table::Settings => {
                let mut query = settings::table.order(settings::name).limit(limit).into_boxed();
                if let Some(Content::Settings(rows)) = after {
                    query = query.filter(settings::name.nullable().gt(rows.last().map(|row| &row.name)));
                }
                Content::Settings(query.load(connection)?)
            }
            // There is but one.
            Table::RowNumbers if after.is_some() => Content::RowNumbers(Vec::new()),
            Table::RowNumbers => Content::RowNumbers(row_numbers::table.load(connection)?),
            Table::Records => {
                let last = match after {
                    Some(Content::Records(rows)) => rows.last().map(|row| row.row),
                    _ => None,
                };
                let query = records::table.filter(records::row.gt(last.unwrap_or(i64::MIN)));
                Content::Records(query.order(records::row).limit(limit).load(connection)?)
            }
            Table::Notifications => {
                let last = match after {
                    Some(Content::Notifications(rows)) => rows.last().map(|row| row.row),
                    _ => None,
                };
                let query = notifications::table.filter(notifications::row.gt(last.unwrap_or(i64::MIN)));
                Content::Notifications(query.order(notifications::row).limit(limit).load(connection)?)
            }
            Table::Attempts => {
                let last = match after {
                    Some(Content::Attempts(rows)) => rows.last().map(|row| (row.notification_row, row.nth)),
                    _ => None,
                };
                let (row, nth) = last.unwrap_or((i64::MIN, i64::MIN));
                let comes_after = sql::<Bool>("(notification_row, nth) > (").bind::<BigInt, _>(row);
                let comes_after = comes_after.sql(", ").bind::<BigInt, _>(nth).sql(")");
                let query = attempts::table.filter(comes_after);
                let query = query.order((attempts::notification_row, attempts::nth)).limit(limit);
                Content::Attempts(query.load(connection)?)
            }
            Table::Handles => Content::Handles(read_handles(connection, after, limit)?),
        })
    }

    fn insert(&mut self, rows: &Rows) -> QueryResult<usize> {
        let connection = &mut self.connection;
        match &rows.0 {
            Content::Settings(rows) => diesel::insert_into(settings::table).values(rows).execute(connection),
            Content::RowNumbers(rows) => {
                diesel::delete(row_numbers::table).execute(connection)?;
                diesel::insert_into(row_numbers::table).values(rows).execute(connection)
            }
            Content::Records(rows) => diesel::insert_into(records::table).values(rows).execute(connection),
            Content::Handles(rows) => diesel::insert_into(handles::table).values(rows).execute(connection),
            Content::Notifications(rows) => diesel::insert_into(notifications::table).values(rows).execute(connection),
            Content::Attempts(rows) => diesel::insert_into(attempts::table).values(rows).execute(connection),
        }
    }
}

fn read_handles(
    connection: &mut SqliteConnection,
    after: Option<&Content>,
    limit: i64,
) -> QueryResult<Vec<super::rows::Handle>> {
    let columns = (handles::mchid, handles::kind, handles::name, handles::value, handles::record_row);
    let query = handles::table.order(columns).limit(limit);
    let Some(Content::Handles(rows)) = after else { return query.load(connection) };
    let Some(last) = rows.last() else { return Ok(Vec::new()) };
    let comes_after = sql::<Bool>("(mchid, kind, name, value, record_row) > (").bind::<Text, _>(&last.mchid);
    let comes_after = comes_after.sql(", ").bind::<Text, _>(&last.kind).sql(", ").bind::<Text, _>(&last.name);
    let comes_after = comes_after.sql(", ").bind::<Text, _>(&last.value);
    let comes_after = comes_after.sql(", ").bind::<BigInt, _>(last.record_row).sql(")");
    query.filter(comes_after).load(connection)
}

fn database(error: diesel::result::Error) -> StoreError {
    StoreError::Database(Box::new(error))
}

/// What takes its time with a file. Inside a server everything else goes on meanwhile, on its other threads; where there is
/// but one, as in the command that moves a database, it waits.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        _ => work(),
    }
}

impl Export for SqliteTables {
    fn count(&mut self, table: Table) -> BoxFuture<'_, Result<u64, StoreError>> {
        let count = aside(|| self.count_rows(table)).map(|count| u64::try_from(count).unwrap_or_default());
        Box::pin(ready(count.map_err(database)))
    }

    fn rows<'a>(
        &'a mut self,
        table: Table,
        after: Option<&'a Rows>,
        limit: i64,
    ) -> BoxFuture<'a, Result<Rows, StoreError>> {
        Box::pin(ready(aside(|| self.read(table, after, limit)).map(Rows).map_err(database)))
    }
}

impl Import for SqliteTables {
    fn write<'a>(&'a mut self, rows: &'a Rows) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(ready(aside(|| self.insert(rows)).map(drop).map_err(database)))
    }

    fn finish(&mut self) -> BoxFuture<'_, Result<(), StoreError>> {
        let end = if self.lock.is_some() { "COMMIT; PRAGMA journal_mode = WAL" } else { "COMMIT" };
        Box::pin(ready(aside(|| self.connection.batch_execute(end)).map_err(database)))
    }
}
