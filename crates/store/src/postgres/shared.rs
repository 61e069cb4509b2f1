//! What servers that share the database have in common: see [`Shared`](crate::Shared).

use super::PostgresStore;
use super::pool::{BEGIN, BEGIN_UNFLUSHED, Pool};
use super::reader::get;
use super::statements::{self, typed};
use crate::{GONE_AFTER_SECONDS, Shared, SharedFile, StoreError};
use futures_util::future::{BoxFuture, try_join};
use payscore_domain::Mchid;
use std::collections::BTreeMap;
use tokio_postgres::{Client, Error, Row};

impl PostgresStore {
    /// Executes a statement in a transaction that need not be flushed: what it writes is of use while servers run.
    async fn lightly(&self, sql: &str, parameters: &[super::pool::Parameter<'_>]) -> Result<Vec<Row>, StoreError> {
        let rows = self.pool.run(async |client: &Client| {
            let begin = client.batch_execute(BEGIN_UNFLUSHED);
            let rows = client.query_typed(sql, parameters);
            let ((), (rows, ())) = try_join(begin, try_join(rows, client.batch_execute("COMMIT"))).await?;
            Ok(rows)
        });
        Ok(rows.await?)
    }

    /// This server is gone.
    pub(super) async fn forget_node(&self) -> Result<(), StoreError> {
        self.lightly("DELETE FROM nodes WHERE name = $1", &typed![&self.node => TEXT]).await.map(drop)
    }
}

/// Executes and commits several statements, durably.
async fn in_transaction<T>(pool: &Pool, work: impl AsyncFnOnce(&Client) -> Result<T, Error>) -> Result<T, StoreError> {
    let done = pool.run(async |client: &Client| {
        client.batch_execute(BEGIN).await?;
        let done = work(client).await?;
        client.batch_execute("COMMIT").await?;
        Ok(done)
    });
    Ok(done.await?)
}

impl Shared for PostgresStore {
    fn node(&self) -> &str {
        &self.node
    }

    fn note_nonce<'a>(&'a self, mchid: &'a Mchid, nonce: &'a str, at: i64) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(self.nonces.note(mchid.as_str(), nonce, at))
    }

    fn clear_nonces(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.lightly("DELETE FROM nonces", &[]).await.map(drop) })
    }

    fn swap_setting<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a str>,
        value: &'a str,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(in_transaction(&self.pool, async move |client: &Client| {
            // First of all: whoever swaps at the same time waits here, and so sees what this one leaves.
            statements::lock_version(client).await?;
            let sql = "SELECT value FROM settings WHERE name = $1";
            let found = client.query_typed(sql, &typed![&name => TEXT]).await?;
            let found: Option<String> = found.first().map(|row| row.try_get(0)).transpose()?;
            let is_expected = found.as_deref() == expected;
            if is_expected {
                statements::set(client, name, value).await?;
                statements::grow_version(client).await?;
            }
            Ok(is_expected)
        }))
    }

    fn settings(&self) -> BoxFuture<'_, Result<Vec<(String, String)>, StoreError>> {
        Box::pin(async move {
            let rows = self.pool.rows("SELECT name, value FROM settings ORDER BY name", &[]).await?;
            rows.iter().map(|row| Ok((get::<String>(row, 0)?, get::<String>(row, 1)?))).collect()
        })
    }

    fn files<'a>(&'a self, prefix: &'a str, since: i64) -> BoxFuture<'a, Result<Vec<SharedFile>, StoreError>> {
        Box::pin(async move {
            let sql = "SELECT name, content FROM files WHERE starts_with(name, $1) AND version > $2 ORDER BY name";
            let rows = self.pool.rows(sql, &typed![&prefix => TEXT, &since => INT8]).await?;
            rows.iter().map(|row| Ok(SharedFile { name: get::<String>(row, 0)?, content: get(row, 1)? })).collect()
        })
    }

    fn file<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, StoreError>> {
        Box::pin(async move {
            let row = self.pool.row("SELECT content FROM files WHERE name = $1", &typed![&name => TEXT]).await?;
            row.map_or(Ok(None), |row| get(&row, 0))
        })
    }

    fn change_files(
        &self,
        unless_since: Option<i64>,
        changes: Vec<(String, Option<Vec<u8>>)>,
    ) -> BoxFuture<'_, Result<bool, StoreError>> {
        // The last one counts of those of a name: one statement changes a row once.
        let (names, contents): (Vec<_>, Vec<_>) = changes.into_iter().collect::<BTreeMap<_, _>>().into_iter().unzip();
        Box::pin(in_transaction(&self.pool, async move |client: &Client| {
            statements::lock_version(client).await?;
            if let Some(since) = unless_since {
                let sql = "SELECT 1 FROM files WHERE version > $1 LIMIT 1";
                if !client.query_typed(sql, &typed![&since => INT8]).await?.is_empty() {
                    return Ok(false);
                }
            }
            let version = statements::grow_version(client).await?;
            let sql =
                "INSERT INTO files SELECT name, content, $3 FROM unnest($1::text[], $2::bytea[]) AS new (name, content)
                       ON CONFLICT (name) DO UPDATE SET content = excluded.content, version = excluded.version";
            let parameters = typed![&names => TEXT_ARRAY, &contents => BYTEA_ARRAY, &version => INT8];
            client.execute_typed(sql, &parameters).await?;
            Ok(true)
        }))
    }

    fn version(&self) -> BoxFuture<'_, Result<i64, StoreError>> {
        Box::pin(async move {
            let row = self.pool.row("SELECT version FROM state", &[]).await?;
            row.map_or(Ok(0), |row| get::<i64>(&row, 0))
        })
    }

    fn beat(&self, seen: i64) -> BoxFuture<'_, Result<i64, StoreError>> {
        Box::pin(async move {
            let sql = "WITH mine AS (
                           INSERT INTO nodes VALUES ($1, $2, now())
                           ON CONFLICT (name) DO UPDATE SET seen = $2, beat_at = now()
                       ), gone AS (
                           DELETE FROM nodes WHERE name <> $1 AND beat_at < now() - make_interval(secs => $3)
                       )
                       SELECT version FROM state";
            let gone = GONE_AFTER_SECONDS as f64;
            let rows = self.lightly(sql, &typed![&self.node => TEXT, &seen => INT8, &gone => FLOAT8]).await?;
            rows.first().map_or(Ok(0), |row| get::<i64>(row, 0))
        })
    }

    fn seen_by_all(&self, version: i64) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move {
            let sql = "SELECT 1 FROM nodes WHERE seen < $1 AND beat_at >= now() - make_interval(secs => $2) LIMIT 1";
            let gone = GONE_AFTER_SECONDS as f64;
            Ok(self.pool.rows(sql, &typed![&version => INT8, &gone => FLOAT8]).await?.is_empty())
        })
    }
}
