//! The whole state as one SQLite file, as the other backend writes it, and back: a snapshot can be loaded by either.

use super::pool::{BEGIN, Lease, Pool, patiently};
use super::statements;
use super::tables::{PostgresTables, begin_reading, renumber, write};
use crate::StoreError;
use crate::migrate::{Import, SqliteTables, Table, next_batch};
use std::path::Path;

/// What a snapshot has of the database, in an order in which each row finds the row that it refers to.
const TABLES: [Table; 4] = [Table::Records, Table::Handles, Table::Notifications, Table::Attempts];

/// What is read here keeps tables from being emptied, and whoever waits to empty one keeps back all others. The pauses are
/// those of a disk that is written to.
const LIMIT_PAUSES: &str = "SET LOCAL idle_in_transaction_session_timeout = '60s'";

/// Writes all that is committed by now to a new file. Nobody waits for it.
pub(super) async fn save(pool: &Pool, path: &Path, note: &str) -> Result<(), StoreError> {
    let lease = pool.take().await?;
    patiently(begin_reading(lease.client()?)).await?;
    patiently(lease.client()?.batch_execute(LIMIT_PAUSES)).await?;
    let mut from = PostgresTables::reading(lease);
    let mut to = SqliteTables::create_snapshot(path, note)?;
    for table in TABLES {
        let mut last = None;
        while let Some(rows) = next_batch(&mut from, table, last.as_ref()).await? {
            to.write(&rows).await?;
            last = Some(rows);
        }
    }
    to.finish().await
}

/// Replaces what there is by what a file has, and changes these settings, in one transaction.
pub(super) async fn load(pool: &Pool, path: &Path, settings: &[(String, String)]) -> Result<(), StoreError> {
    let lease = pool.take().await?;
    replace(&lease, path, settings).await?;
    // Anything else leaves it in the middle of a transaction: it is closed then, and nothing was done.
    lease.give_back();
    Ok(())
}

async fn replace(lease: &Lease, path: &Path, settings: &[(String, String)]) -> Result<(), StoreError> {
    let client = lease.client()?;
    let mut from = SqliteTables::open_snapshot(path)?;
    // From here on all other servers wait, but for no one who is cut off: it ends unless the next batch comes soon.
    patiently(client.batch_execute(BEGIN)).await?;
    patiently(statements::lock_version(client)).await?;
    patiently(statements::clear(client)).await?;
    for table in TABLES {
        let mut last = None;
        while let Some(rows) = next_batch(&mut from, table, last.as_ref()).await? {
            write(client, &rows).await?;
            last = Some(rows);
        }
    }
    for (name, value) in settings {
        patiently(statements::set(client, name, value)).await?;
    }
    patiently(renumber(client)).await?;
    patiently(statements::grow_version(client)).await?;
    Ok(patiently(client.batch_execute("COMMIT")).await?)
}
