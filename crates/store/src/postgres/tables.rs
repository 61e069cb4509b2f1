//! Whole tables, out of the database and into it, as JSON: both sides know the columns by their names.

use super::address::Address;
use super::migrations;
use super::pool::{Lease, Pool, Trouble, patiently};
use super::reader::get;
use super::statements::typed;
use crate::StoreError;
use crate::migrate::rows::{Content, of_any};
use crate::migrate::{Export, Import, Rows, Table};
use crate::rows::{decode, encode};
use crate::{GONE_AFTER_SECONDS, row_number};
use futures_util::future::BoxFuture;
use tokio_postgres::{Client, Error};

/// A table's columns, and its primary key, by which its rows are walked.
struct Shape {
    columns: &'static str,
    key: &'static str,
}

const fn shape(table: Table) -> Shape {
    match table {
        Table::Settings => Shape { columns: "name, value", key: "name" },
        Table::RowNumbers => Shape { columns: "only_row, used", key: "only_row" },
        Table::Records => Shape {
            columns: "row, mchid, kind, number, service_id, order_kind, state, openid, in_progress, version, created_at, \
                      next_due, doc, timeline",
            key: "row",
        },
        Table::Handles => {
            Shape { columns: "record_row, mchid, kind, name, value", key: "mchid, kind, name, value, record_row" }
        }
        Table::Notifications => Shape {
            columns: "row, id, mchid, subject, event_type, url, created_at, plaintext, phase, due, held, attempted",
            key: "row",
        },
        Table::Attempts => Shape {
            columns: "notification_row, nth, number, at, status, duration_ms, error, response_body, fault",
            key: "notification_row, nth",
        },
    }
}

/// How many rows a table has.
async fn count(client: &Client, table: Table) -> Result<u64, Trouble> {
    let rows = patiently(client.query_typed(&format!("SELECT count(*) FROM {}", table.name()), &[])).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// The rows after the last of these.
async fn read(client: &Client, table: Table, after: Option<&Rows>, limit: i64) -> Result<Rows, StoreError> {
    let Shape { columns, key } = shape(table);
    let name = table.name();
    let last = after.map(Rows::last_json).transpose()?.flatten();
    let sql = format!(
        "SELECT row_to_json(found)::text FROM (
             SELECT {columns} FROM {name}
             WHERE $1 IS NULL OR ({key}) > (SELECT {key} FROM json_populate_record(NULL::{name}, $1::json))
             ORDER BY {key} LIMIT $2
         ) AS found"
    );
    let rows = patiently(client.query_typed(&sql, &typed![&last => TEXT, &limit => INT8])).await?;
    let texts: Vec<String> = rows.iter().map(|row| get::<String>(row, 0)).collect::<Result<_, _>>()?;
    content(table, &format!("[{}]", texts.join(","))).map(Rows)
}

fn content(table: Table, json: &str) -> Result<Content, StoreError> {
    Ok(match table {
        Table::Settings => Content::Settings(decode("setting", json)?),
        Table::RowNumbers => Content::RowNumbers(decode("row number", json)?),
        Table::Records => Content::Records(decode("record", json)?),
        Table::Handles => Content::Handles(decode("handle", json)?),
        Table::Notifications => Content::Notifications(decode("notification", json)?),
        Table::Attempts => Content::Attempts(decode("attempt", json)?),
    })
}

/// Writes rows. Inside a transaction.
pub(super) async fn write(client: &Client, rows: &Rows) -> Result<(), StoreError> {
    let table = rows.table();
    let Shape { columns, .. } = shape(table);
    let name = table.name();
    let json = of_any!(&rows.0, rows => encode(rows)?);
    let from = format!("json_populate_recordset(NULL::{name}, $1::json)");
    let sql = match table {
        // The one row is there from the beginning.
        Table::RowNumbers => format!("UPDATE row_numbers SET used = given.used FROM {from} AS given"),
        // It is found in the part of its notification's merchant.
        Table::Attempts => format!(
            "INSERT INTO attempts (mchid, {columns})
             SELECT (SELECT mchid FROM notifications WHERE row = notification_row), {columns}
             FROM (SELECT {columns} FROM {from}) AS given"
        ),
        _ => format!("INSERT INTO {name} ({columns}) SELECT {columns} FROM {from}"),
    };
    Ok(patiently(client.execute_typed(&sql, &typed![&json => TEXT])).await.map(drop)?)
}

/// Goes on behind the numbers that were written.
pub(super) async fn renumber(client: &Client) -> Result<(), Error> {
    // A row number is the kind times this, and the number.
    let room = row_number::ROOM;
    client
        .query_typed(
            "SELECT setval('record_numbers', greatest(
                        (SELECT max(used) FROM row_numbers),
                        (SELECT max(row % $1) FROM records), 1)),
                    setval('notification_numbers', greatest((SELECT max(row) FROM notifications), 1))",
            &typed![&room => INT8],
        )
        .await
        .map(drop)
}

/// Begins to read one moment of the database. Which row numbers it has given stands in a sequence: it is noted first.
pub(super) async fn begin_reading(client: &Client) -> Result<(), Error> {
    client
        .batch_execute(
            "UPDATE row_numbers SET used = greatest(used, (SELECT last_value FROM record_numbers WHERE is_called))",
        )
        .await?;
    client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
}

/// A database, in the middle of a transaction.
pub(crate) struct PostgresTables {
    lease: Lease,
}

impl PostgresTables {
    /// To be read from. No server may be using it.
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        let tables = Self::connect(url).await?;
        patiently(begin_reading(tables.lease.client()?)).await?;
        Ok(tables)
    }

    /// To be written to. No server may be using it.
    pub(crate) async fn begin(url: &str) -> Result<Self, StoreError> {
        let tables = Self::connect(url).await?;
        patiently(tables.lease.client()?.batch_execute("BEGIN")).await?;
        Ok(tables)
    }

    /// To be read from, where reading has begun.
    pub(super) fn reading(lease: Lease) -> Self {
        Self { lease }
    }

    async fn connect(url: &str) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let pool = Pool::new(&address)?;
        migrations::run(&pool, &address.shown).await?;
        let gone = GONE_AFTER_SECONDS as f64;
        let sql = "SELECT 1 FROM nodes WHERE beat_at >= now() - make_interval(secs => $1)";
        if pool.row(sql, &typed![&gone => FLOAT8]).await?.is_some() {
            let reason = format!("servers are using it; stop them, or wait {GONE_AFTER_SECONDS} s after they died");
            return Err(StoreError::Open { path: address.shown, reason });
        }
        Ok(Self { lease: pool.take().await? })
    }
}

impl Export for PostgresTables {
    fn count(&mut self, table: Table) -> BoxFuture<'_, Result<u64, StoreError>> {
        Box::pin(async move { Ok(count(self.lease.client()?, table).await?) })
    }

    fn rows<'a>(
        &'a mut self,
        table: Table,
        after: Option<&'a Rows>,
        limit: i64,
    ) -> BoxFuture<'a, Result<Rows, StoreError>> {
        Box::pin(async move { read(self.lease.client()?, table, after, limit).await })
    }
}

impl Import for PostgresTables {
    fn write<'a>(&'a mut self, rows: &'a Rows) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { write(self.lease.client()?, rows).await })
    }

    fn finish(&mut self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let client = self.lease.client()?;
            patiently(renumber(client)).await?;
            Ok(patiently(client.batch_execute("COMMIT")).await?)
        })
    }
}
