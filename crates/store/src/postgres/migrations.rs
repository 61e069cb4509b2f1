//! Brings the tables up to date. Forward only, one transaction for all of it, under a lock: of servers that start at once
//! one does it, and the others find it done.

use super::pool::{BEGIN, Pool, Trouble, patiently};
use crate::StoreError;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

/// In the order in which they came; the first one is number 1.
const ALL: [&str; 1] = [include_str!("../../migrations/postgres/0001_tables.sql")];

/// The number that the lock is known by: "payscore" in ASCII.
const LOCK: i64 = 0x7061_7973_636f_7265;

/// Applies what is missing. A database that was used by a later payscore is left alone.
pub(super) async fn run(pool: &Pool, shown: &str) -> Result<(), StoreError> {
    let lease = pool.take().await.map_err(|trouble| unusable(shown, &trouble))?;
    let done = match lease.client() {
        Ok(client) => apply(client).await,
        Err(trouble) => Err(trouble),
    };
    match lease.settle(done).map_err(|trouble| unusable(shown, &trouble))? {
        Ok(()) => Ok(()),
        Err(version) => {
            let ours = ALL.len();
            let reason = format!(
                "its schema has version {version}, and this payscore knows up to {ours}: it was used by a later one"
            );
            Err(StoreError::Open { path: shown.to_owned(), reason })
        }
    }
}

fn unusable(shown: &str, trouble: &Trouble) -> StoreError {
    StoreError::Open { path: shown.to_owned(), reason: trouble.to_string() }
}

/// The version that is there, where it is later than ours.
async fn apply(client: &Client) -> Result<Result<(), i32>, Trouble> {
    patiently(client.batch_execute(BEGIN)).await?;
    patiently(client.query_typed("SELECT pg_advisory_xact_lock($1)", &[(&LOCK, Type::INT8)])).await?;
    patiently(client.batch_execute(
        "CREATE TABLE IF NOT EXISTS payscore_schema (version INTEGER PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())",
    ))
    .await?;
    let rows = patiently(client.query_typed("SELECT coalesce(max(version), 0) FROM payscore_schema", &[])).await?;
    let version = rows.first().map_or(Ok(0), |row| row.try_get::<_, i32>(0))?;
    let Some(missing) = ALL.get(usize::try_from(version).unwrap_or(usize::MAX)..) else {
        patiently(client.batch_execute("ROLLBACK")).await?;
        return Ok(Err(version));
    };
    for (number, migration) in (version + 1..).zip(missing) {
        patiently(client.batch_execute(migration)).await?;
        let note = "INSERT INTO payscore_schema (version) VALUES ($1)";
        patiently(client.query_typed(note, &[(&number, Type::INT4)])).await?;
        tracing::info!(number, "the database's tables were brought up to date");
    }
    patiently(client.batch_execute("COMMIT")).await?;
    Ok(Ok(()))
}
