//! Reads: each is one statement, and so sees one moment of the database.

use super::outbox::NOTIFICATION;
use super::pool::{Parameter, Pool};
use super::statements::{COUNT_IN_PROGRESS, typed};
use crate::rows::{self, AttemptRow, NotificationRow, PhaseColumns};
use crate::{
    Attempt, Delivery, Listed, NotificationFilter, Standing, StoreError, Stored, TimelineEntry, row_number, timeline,
};
use payscore_domain::{Handle, Mchid, Moment, OpenId, RecordKey, RecordKind, ServiceId};
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

/// A column.
pub(super) fn get<'a, T: FromSql<'a>>(row: &'a Row, column: usize) -> Result<T, StoreError> {
    row.try_get(column).map_err(|error| StoreError::Database(Box::new(error)))
}

/// No text in the database has this character, and none may be asked for.
fn is_storable(text: &str) -> bool {
    !text.contains('\0')
}

pub(super) async fn record(pool: &Pool, key: &RecordKey) -> Result<Option<Stored>, StoreError> {
    if !is_storable(&key.number) {
        return Ok(None);
    }
    let sql = "SELECT doc, version FROM records WHERE mchid = $1 AND kind = $2 AND number = $3";
    let (mchid, kind) = (key.mchid.as_str(), key.kind.as_str());
    let row = pool.row(sql, &typed![&mchid => TEXT, &kind => TEXT, &key.number => TEXT]).await?;
    row.map(|row| stored(key.kind, &row)).transpose()
}

fn stored(kind: RecordKind, row: &Row) -> Result<Stored, StoreError> {
    Ok(Stored { record: rows::record(kind, get(row, 0)?)?, version: get(row, 1)? })
}

pub(super) async fn record_by_handle(
    pool: &Pool,
    mchid: &Mchid,
    kind: RecordKind,
    handle: &Handle,
) -> Result<Option<Stored>, StoreError> {
    if !is_storable(&handle.value) {
        return Ok(None);
    }
    let sql = "SELECT doc, version FROM records WHERE mchid = $1 AND row = (
                   SELECT max(record_row) FROM handles WHERE mchid = $1 AND kind = $2 AND name = $3 AND value = $4)";
    let (mchid, kind_name) = (mchid.as_str(), kind.as_str());
    let parameters = typed![&mchid => TEXT, &kind_name => TEXT, &handle.name => TEXT, &handle.value => TEXT];
    pool.row(sql, &parameters).await?.map(|row| stored(kind, &row)).transpose()
}

pub(super) async fn records_by_handle(
    pool: &Pool,
    mchid: &Mchid,
    kind: RecordKind,
    handle: &Handle,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    if !is_storable(&handle.value) {
        return Ok(Vec::new());
    }
    let sql = "SELECT r.row, r.doc FROM handles h JOIN records r ON r.mchid = $1 AND r.row = h.record_row
               WHERE h.mchid = $1 AND h.kind = $2 AND h.name = $3 AND h.value = $4 AND h.record_row < $5
               ORDER BY h.record_row DESC LIMIT $6";
    let (mchid, kind_name) = (mchid.as_str(), kind.as_str());
    let (end, limit) = (row_number::before(kind, before).end, limit.max(0));
    let parameters = typed![
        &mchid => TEXT, &kind_name => TEXT, &handle.name => TEXT, &handle.value => TEXT, &end => INT8, &limit => INT8,
    ];
    pool.rows(sql, &parameters).await?.iter().map(|row| listed(kind, row)).collect()
}

/// From a row that begins with row number and `doc`.
pub(super) fn listed(kind: RecordKind, row: &Row) -> Result<Listed, StoreError> {
    Ok(Listed { row: row_number::number(get::<i64>(row, 0)?), record: rows::record(kind, get(row, 1)?)? })
}

pub(super) async fn count_by_state(pool: &Pool, kind: RecordKind) -> Result<Vec<(String, u64)>, StoreError> {
    let all = row_number::all(kind);
    let sql = "SELECT state, count(*) FROM records WHERE row >= $1 AND row < $2 GROUP BY state ORDER BY state";
    let rows = pool.all_rows(sql, &typed![&all.start => INT8, &all.end => INT8]).await?;
    rows.iter()
        .map(|row| Ok((get::<String>(row, 0)?, u64::try_from(get::<i64>(row, 1)?).unwrap_or_default())))
        .collect()
}

pub(super) async fn in_progress(
    pool: &Pool,
    mchid: &Mchid,
    openid: &OpenId,
    service_id: Option<&ServiceId>,
) -> Result<u32, StoreError> {
    let (mchid, openid, service_id) = (mchid.as_str(), openid.as_str(), service_id.map(ServiceId::as_str));
    let row = pool.row(COUNT_IN_PROGRESS, &typed![&mchid => TEXT, &openid => TEXT, &service_id => TEXT]).await?;
    let count = row.map_or(Ok(0), |row| get::<i64>(&row, 0))?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub(super) async fn orders_in_progress(
    pool: &Pool,
    mchid: &Mchid,
    openid: &OpenId,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let sql = "SELECT row, doc FROM records WHERE in_progress IS NOT NULL AND mchid = $1 AND openid = $2
               ORDER BY row DESC LIMIT $3";
    let (mchid, openid, limit) = (mchid.as_str(), openid.as_str(), limit.max(0));
    let rows = pool.rows(sql, &typed![&mchid => TEXT, &openid => TEXT, &limit => INT8]).await?;
    rows.iter().map(|row| listed(RecordKind::Order, row)).collect()
}

pub(super) async fn timeline(pool: &Pool, key: &RecordKey) -> Result<Vec<TimelineEntry>, StoreError> {
    if !is_storable(&key.number) {
        return Ok(Vec::new());
    }
    let sql = "SELECT timeline FROM records WHERE mchid = $1 AND kind = $2 AND number = $3";
    let (mchid, kind) = (key.mchid.as_str(), key.kind.as_str());
    let row = pool.row(sql, &typed![&mchid => TEXT, &kind => TEXT, &key.number => TEXT]).await?;
    row.map_or(Ok(Vec::new()), |row| timeline::read(key.kind, get(&row, 0)?))
}

pub(super) async fn due_records(pool: &Pool, now: Moment, limit: i64) -> Result<Vec<RecordKey>, StoreError> {
    let sql = "SELECT mchid, kind, number FROM records WHERE next_due <= $1 ORDER BY next_due, row LIMIT $2";
    let rows = pool.rows(sql, &typed![&now.unix() => INT8, &limit.max(0) => INT8]).await?;
    rows.iter()
        .map(|row| {
            Ok(RecordKey::new(get::<String>(row, 0)?, rows::kind(get::<String>(row, 1)?)?, get::<String>(row, 2)?))
        })
        .collect()
}

pub(super) async fn next_record_due(pool: &Pool) -> Result<Option<Moment>, StoreError> {
    let sql = "SELECT next_due FROM records WHERE next_due IS NOT NULL ORDER BY next_due LIMIT 1";
    let row = pool.row(sql, &[]).await?;
    row.map(|row| Ok(Moment::from_unix(get::<i64>(&row, 0)?))).transpose()
}

pub(super) async fn setting(pool: &Pool, name: &str) -> Result<Option<String>, StoreError> {
    let row = pool.row("SELECT value FROM settings WHERE name = $1", &typed![&name => TEXT]).await?;
    row.map(|row| get::<String>(&row, 0)).transpose()
}

/// From a row that begins with [`NOTIFICATION`].
pub(super) fn notification(row: &Row) -> Result<NotificationRow, StoreError> {
    Ok(NotificationRow {
        id: get(row, 1)?,
        mchid: get(row, 2)?,
        subject: get(row, 3)?,
        event_type: get(row, 4)?,
        url: get(row, 5)?,
        created_at: get(row, 6)?,
        plaintext: get(row, 7)?,
        phase: PhaseColumns { phase: get(row, 8)?, due: get(row, 9)?, held: get(row, 10)? },
    })
}

/// The columns of an attempt, behind those of its notification.
const ATTEMPT: &str = "a.number, a.at, a.status, a.duration_ms, a.error, a.response_body, a.fault";

fn attempt(row: &Row) -> Result<Option<Attempt>, StoreError> {
    let Some(number) = get(row, 11)? else { return Ok(None) };
    let attempt = AttemptRow {
        number,
        at: get(row, 12)?,
        status: get(row, 13)?,
        duration_ms: get(row, 14)?,
        error: get(row, 15)?,
        response_body: get(row, 16)?,
        fault: get(row, 17)?,
    };
    attempt.try_into().map(Some)
}

pub(super) async fn delivery(pool: &Pool, id: &str) -> Result<Option<Delivery>, StoreError> {
    if !is_storable(id) {
        return Ok(None);
    }
    let found = deliveries_of(pool, "SELECT * FROM notifications WHERE id = $1", &typed![&id => TEXT]).await?;
    Ok(found.into_iter().next())
}

pub(super) async fn deliveries(pool: &Pool, filter: &NotificationFilter) -> Result<Vec<Delivery>, StoreError> {
    if !filter.subject.iter().chain(&filter.before).all(|text| is_storable(text)) {
        return Ok(Vec::new());
    }
    let mchid = filter.mchid.as_ref().map(Mchid::as_str);
    let limit = filter.limit.max(0);
    let mut conditions = Vec::new();
    if mchid.is_some() {
        conditions.push("mchid = $1");
    }
    if filter.subject.is_some() {
        conditions.push("subject = $2");
    }
    if filter.before.is_some() {
        conditions.push("row < (SELECT row FROM notifications WHERE id = $3)");
    }
    match filter.standing {
        Some(Standing::Waiting) => conditions.push("due IS NOT NULL"),
        Some(Standing::Held) => conditions.push("held IS NOT NULL"),
        None => {}
    }
    let all = if conditions.is_empty() { "true".to_owned() } else { conditions.join(" AND ") };
    // Every parameter is named, for its type to be known.
    let sql = format!(
        "SELECT * FROM notifications WHERE {all} AND ($1 IS NULL OR true) AND ($2 IS NULL OR true) AND ($3 IS NULL OR true)
         ORDER BY row DESC LIMIT $4"
    );
    let parameters = typed![&mchid => TEXT, &filter.subject => TEXT, &filter.before => TEXT, &limit => INT8];
    deliveries_of(pool, &sql, &parameters).await
}

/// The notifications that a query selects, newest first, with their attempts.
async fn deliveries_of(pool: &Pool, query: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Delivery>, StoreError> {
    let sql = format!(
        "SELECT {NOTIFICATION}, {ATTEMPT} FROM ({query}) AS n
         LEFT JOIN attempts a ON a.mchid = n.mchid AND a.notification_row = n.row ORDER BY n.row DESC, a.nth"
    );
    let mut found: Vec<(i64, Delivery)> = Vec::new();
    for row in &pool.rows(&sql, parameters).await? {
        let place = get::<i64>(row, 0)?;
        let attempt = attempt(row)?;
        match found.last_mut().filter(|(last, _)| *last == place) {
            Some((_, delivery)) => delivery.attempts.extend(attempt),
            None => {
                let notification = notification(row)?.try_into()?;
                found.push((place, Delivery { notification, attempts: attempt.into_iter().collect() }));
            }
        }
    }
    Ok(found.into_iter().map(|(_, delivery)| delivery.in_order()).collect())
}
