//! The statements that write. Each takes all rows of a kind at once, a column an array, so that its text stays the same
//! and the database reads it as one.

use super::group::{Count, Known, Name, Target};
use super::in_order::try_join_in_order;
use super::pool::Parameter;
use crate::rows::{AttemptRow, NotificationRow, PhaseColumns, Place};
use futures_util::future::try_join;
use std::collections::HashMap;
use tokio_postgres::{Client, Error, Row};

/// A value with its type.
macro_rules! typed {
    ($($value:expr => $kind:ident),* $(,)?) => {
        [$(($value as &(dyn tokio_postgres::types::ToSql + Sync), tokio_postgres::types::Type::$kind)),*]
    };
}
pub(super) use typed;

/// Of all these rows a column.
fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

/// Locks a merchant's records of these names, in their order, and says what they are.
pub(super) async fn lock<'a>(
    client: &Client,
    mchid: &str,
    names: &[Name<'a>],
) -> Result<Vec<(Name<'a>, Known)>, Error> {
    let (kinds, numbers) = (column(names, |name| name.kind), column(names, |name| name.number));
    let rows = client
        .query_typed(
            "SELECT nth, row, version, in_progress IS NOT NULL, openid, service_id
             FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS wanted (kind, number, nth)
             JOIN records USING (kind, number) WHERE mchid = $1
             ORDER BY kind, number FOR UPDATE OF records",
            &typed![&mchid => TEXT, &kinds => TEXT_ARRAY, &numbers => TEXT_ARRAY],
        )
        .await?;
    rows.into_iter().filter_map(|row| known(names, &row).transpose()).collect()
}

fn known<'a>(names: &[Name<'a>], row: &Row) -> Result<Option<(Name<'a>, Known)>, Error> {
    let nth = usize::try_from(row.try_get::<_, i64>(0)? - 1).unwrap_or(usize::MAX);
    let known = Known {
        row: row.try_get(1)?,
        version: row.try_get(2)?,
        in_progress: row.try_get(3)?,
        openid: row.try_get(4)?,
        service_id: row.try_get(5)?,
    };
    Ok(names.get(nth).map(|name| (*name, known)))
}

/// Row numbers that nobody has.
pub(super) async fn numbers(client: &Client, count: usize) -> Result<Vec<i64>, Error> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let sql = "SELECT nextval('record_numbers') FROM generate_series(1, $1)";
    client.query_typed(sql, &typed![&count => INT8]).await?.iter().map(|row| row.try_get(0)).collect()
}

/// How many orders a merchant's user has in progress, of one service or of all.
pub(super) const COUNT_IN_PROGRESS: &str = "SELECT count(*) FROM records
     WHERE in_progress IS NOT NULL AND mchid = $1 AND openid = $2 AND ($3 IS NULL OR service_id = $3)";

/// How many orders each of these users has in progress. Whoever else counts the same waits until this transaction ends: in
/// the order in which they are given, which has to be the same on all servers.
pub(super) async fn counts<'a>(client: &Client, counts: &[Count<'a>]) -> Result<HashMap<Count<'a>, i64>, Error> {
    let found = try_join_in_order(counts.iter().map(|count| count_locked(client, count))).await?;
    Ok(counts.iter().copied().zip(found).collect())
}

/// Two statements, sent at once: the second begins when the lock is there, and so sees what those before have committed.
async fn count_locked(client: &Client, count: &Count<'_>) -> Result<i64, Error> {
    let Count { mchid, openid, service_id } = count;
    let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))";
    let user = typed![mchid => TEXT, openid => TEXT];
    let lock = client.query_typed(sql, &user);
    let counted = typed![mchid => TEXT, openid => TEXT, service_id => TEXT];
    let (_, rows) = try_join(lock, client.query_typed(COUNT_IN_PROGRESS, &counted)).await?;
    rows.first().map_or(Ok(0), |row| row.try_get(0))
}

/// Writes the rows that are not there yet.
pub(super) async fn insert(client: &Client, rows: &[&Target<'_>]) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let columns = Columns::of(rows);
    let mchids = column(rows, |row| row.columns.mchid.as_str());
    let kinds = column(rows, |row| row.columns.kind);
    let numbers = column(rows, |row| row.columns.number.as_str());
    let services = column(rows, |row| row.columns.service_id.as_str());
    let order_kinds = column(rows, |row| row.columns.order_kind);
    let created = column(rows, |row| row.columns.created_at);
    let own = typed![
        &mchids => TEXT_ARRAY, &kinds => TEXT_ARRAY, &numbers => TEXT_ARRAY, &services => TEXT_ARRAY,
        &order_kinds => TEXT_ARRAY, &created => INT8_ARRAY,
    ];
    let parameters: Vec<Parameter<'_>> = columns.parameters().into_iter().chain(own).collect();
    client
        .execute_typed(
            "INSERT INTO records (row, state, openid, in_progress, version, next_due, doc, timeline,
                                  mchid, kind, number, service_id, order_kind, created_at)
             SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::text[],
                                  $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[])",
            &parameters,
        )
        .await
        .map(drop)
}

/// Changes a merchant's rows, which are locked.
pub(super) async fn update(client: &Client, mchid: &str, rows: &[&Target<'_>]) -> Result<(), Error> {
    let columns = Columns::of(rows);
    let parameters: Vec<Parameter<'_>> = columns.parameters().into_iter().chain(typed![&mchid => TEXT]).collect();
    client
        .execute_typed(
            "UPDATE records SET state = new.state, openid = new.openid, in_progress = new.in_progress,
                    version = new.version, next_due = new.next_due, doc = new.doc, timeline = timeline || new.lines
             FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::text[], $8::text[])
                  AS new (row, state, openid, in_progress, version, next_due, doc, lines)
             WHERE records.mchid = $9 AND records.row = new.row",
            &parameters,
        )
        .await
        .map(drop)
}

/// The columns that change.
struct Columns<'a> {
    rows: Vec<i64>,
    states: Vec<&'a str>,
    openids: Vec<Option<&'a str>>,
    in_progress: Vec<Option<i32>>,
    versions: Vec<i64>,
    due: Vec<Option<i64>>,
    docs: Vec<&'a str>,
    timelines: Vec<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(targets: &'a [&'a Target<'a>]) -> Self {
        Self {
            rows: column(targets, |target| target.row),
            states: column(targets, |target| target.columns.current.state.as_str()),
            openids: column(targets, |target| target.columns.current.openid.as_deref()),
            in_progress: column(targets, |target| target.columns.current.in_progress),
            versions: column(targets, |target| target.columns.current.version),
            due: column(targets, |target| target.columns.current.next_due),
            docs: column(targets, |target| target.columns.current.doc.as_str()),
            timelines: column(targets, |target| target.timeline.as_str()),
        }
    }

    fn parameters(&self) -> [Parameter<'_>; 8] {
        typed![
            &self.rows => INT8_ARRAY, &self.states => TEXT_ARRAY, &self.openids => TEXT_ARRAY,
            &self.in_progress => INT4_ARRAY, &self.versions => INT8_ARRAY, &self.due => INT8_ARRAY,
            &self.docs => TEXT_ARRAY, &self.timelines => TEXT_ARRAY,
        ]
    }
}

/// Notes the names that records are found by, unless they are noted already.
pub(super) async fn insert_handles(client: &Client, targets: &[&Target<'_>]) -> Result<(), Error> {
    let handles: Vec<_> =
        targets.iter().flat_map(|target| target.handles.iter().map(move |handle| (target, *handle))).collect();
    if handles.is_empty() {
        return Ok(());
    }
    let rows = column(&handles, |(target, _)| target.row);
    let mchids = column(&handles, |(target, _)| target.columns.mchid.as_str());
    let kinds = column(&handles, |(target, _)| target.columns.kind);
    let names = column(&handles, |(_, handle)| handle.name);
    let values = column(&handles, |(_, handle)| handle.value.as_str());
    client
        .execute_typed(
            "INSERT INTO handles (record_row, mchid, kind, name, value)
             SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[]) ON CONFLICT DO NOTHING",
            &typed![
                &rows => INT8_ARRAY, &mchids => TEXT_ARRAY, &kinds => TEXT_ARRAY, &names => TEXT_ARRAY,
                &values => TEXT_ARRAY,
            ],
        )
        .await
        .map(drop)
}

/// Puts notifications into the outbox.
pub(super) async fn insert_notifications(client: &Client, rows: &[&NotificationRow]) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let ids = column(rows, |row| row.id.as_str());
    let mchids = column(rows, |row| row.mchid.as_str());
    let subjects = column(rows, |row| row.subject.as_str());
    let types = column(rows, |row| row.event_type.as_str());
    let urls = column(rows, |row| row.url.as_str());
    let created = column(rows, |row| row.created_at);
    let texts = column(rows, |row| row.plaintext.as_str());
    let phases = column(rows, |row| row.phase.phase.as_str());
    let due = column(rows, |row| row.phase.due);
    let held = column(rows, |row| row.phase.held);
    client
        .execute_typed(
            "INSERT INTO notifications (id, mchid, subject, event_type, url, created_at, plaintext, phase, due, held)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
                                  $8::text[], $9::bigint[], $10::int[])",
            &typed![
                &ids => TEXT_ARRAY, &mchids => TEXT_ARRAY, &subjects => TEXT_ARRAY, &types => TEXT_ARRAY,
                &urls => TEXT_ARRAY, &created => INT8_ARRAY, &texts => TEXT_ARRAY, &phases => TEXT_ARRAY,
                &due => INT8_ARRAY, &held => INT4_ARRAY,
            ],
        )
        .await
        .map(drop)
}

/// An attempt that was made, by the id of its notification.
#[derive(Clone, Copy)]
pub(super) struct Attempted<'a> {
    pub(super) id: &'a str,
    pub(super) attempt: &'a AttemptRow,
    pub(super) from: Place,
    pub(super) to: &'a PhaseColumns,
}

/// Notes attempts, of each notification one at the most; `mchid` is whose they are, where that is known. Which of the
/// notifications there are, and whether each is where its attempt takes it.
///
/// Where another server has dealt with a notification meanwhile, its phase and the claim on it are that one's. An attempt
/// that leaves it where it was is not the last one of its delivery: the claim stays, too.
pub(super) async fn insert_attempts(
    client: &Client,
    mchid: Option<&str>,
    made: &[Attempted<'_>],
) -> Result<Vec<(String, bool)>, Error> {
    let ids = column(made, |made| made.id);
    let (from_due, from_held) = (column(made, |made| made.from.due), column(made, |made| made.from.held));
    let phases = column(made, |made| made.to.phase.as_str());
    let (due, held) = (column(made, |made| made.to.due), column(made, |made| made.to.held));
    let numbers = column(made, |made| made.attempt.number);
    let at = column(made, |made| made.attempt.at);
    let status = column(made, |made| made.attempt.status);
    let took = column(made, |made| made.attempt.duration_ms);
    let errors = column(made, |made| made.attempt.error.as_deref());
    let bodies = column(made, |made| made.attempt.response_body.as_deref());
    let faults = column(made, |made| made.attempt.fault.as_deref());
    let sql = format!(
        "WITH made AS (
             SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::int[],
                                  $8::bigint[], $9::text[], $10::text[], $11::text[], $13::bigint[], $14::int[])
                 AS made (id, phase, due, held, number, at, status, duration_ms, error, response_body, fault,
                          from_due, from_held)
         ), noted AS (
             UPDATE notifications n SET attempted = n.attempted + 1,
                    phase = CASE WHEN {HAS_STAYED} THEN made.phase ELSE n.phase END,
                    due = CASE WHEN {HAS_STAYED} THEN made.due ELSE n.due END,
                    held = CASE WHEN {HAS_STAYED} THEN made.held ELSE n.held END,
                    claimed_by = CASE WHEN {HAS_STAYED} AND {MOVES} THEN NULL ELSE n.claimed_by END,
                    claimed_until = CASE WHEN {HAS_STAYED} AND {MOVES} THEN NULL ELSE n.claimed_until END
             FROM made WHERE n.id = made.id AND {}
             RETURNING n.id, n.mchid, n.row, n.attempted, n.phase = made.phase AS is_there
         ), inserted AS (
             INSERT INTO attempts (mchid, notification_row, nth, number, at, status, duration_ms, error, response_body, fault)
             SELECT mchid, row, attempted, number, at, status, duration_ms, error, response_body, fault
             FROM noted JOIN made USING (id)
         )
         SELECT id, is_there FROM noted",
        if mchid.is_some() { "n.mchid = $12" } else { "$12::text IS NULL" },
    );
    let rows = client
        .query_typed(
            &sql,
            &typed![
                &ids => TEXT_ARRAY, &phases => TEXT_ARRAY, &due => INT8_ARRAY, &held => INT4_ARRAY,
                &numbers => INT8_ARRAY, &at => INT8_ARRAY, &status => INT4_ARRAY, &took => INT8_ARRAY,
                &errors => TEXT_ARRAY, &bodies => TEXT_ARRAY, &faults => TEXT_ARRAY, &mchid => TEXT,
                &from_due => INT8_ARRAY, &from_held => INT4_ARRAY,
            ],
        )
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Whether a notification stands where an attempt has found it. Said for each column, not of the row: where another
/// server is just committing, the database looks at what that leaves, and the attempt is noted all the same.
const HAS_STAYED: &str = "n.due IS NOT DISTINCT FROM made.from_due AND n.held IS NOT DISTINCT FROM made.from_held";

/// Whether an attempt takes its notification anywhere else.
const MOVES: &str = "(made.due IS DISTINCT FROM made.from_due OR made.held IS DISTINCT FROM made.from_held)";

/// Lets a notification that stands there, or anywhere, go on; whether there is one.
pub(super) async fn reschedule(
    client: &Client,
    id: &str,
    url: &str,
    from: Option<Place>,
    to: &PhaseColumns,
) -> Result<bool, Error> {
    let sql =
        "UPDATE notifications SET url = $2, phase = $3, due = $4, held = $5, claimed_by = NULL, claimed_until = NULL
         WHERE id = $1 AND ($6 OR (due IS NOT DISTINCT FROM $7 AND held IS NOT DISTINCT FROM $8))";
    let (due, held) = from.map_or((None, None), |from| (from.due, from.held));
    let parameters = typed![
        &id => TEXT, &url => TEXT, &to.phase => TEXT, &to.due => INT8, &to.held => INT4,
        &from.is_none() => BOOL, &due => INT8, &held => INT4,
    ];
    Ok(client.execute_typed(sql, &parameters).await? > 0)
}

/// Changes a setting.
pub(super) async fn set(client: &Client, name: &str, value: &str) -> Result<(), Error> {
    let sql = "INSERT INTO settings VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
    client.execute_typed(sql, &typed![&name => TEXT, &value => TEXT]).await.map(drop)
}

/// Keeps others from changing what every server has to know, until this transaction ends.
pub(super) async fn lock_version(client: &Client) -> Result<(), Error> {
    client.query_typed("SELECT version FROM state FOR UPDATE", &[]).await.map(drop)
}

/// Every server is to look at the state again. The version that it has with this.
pub(super) async fn grow_version(client: &Client) -> Result<i64, Error> {
    let rows = client.query_typed("UPDATE state SET version = version + 1 RETURNING version", &[]).await?;
    rows.first().map_or(Ok(0), |row| row.try_get(0))
}

/// Removes all records and what belongs to them, those that other servers are about to commit among them: they are waited
/// for.
pub(super) async fn clear(client: &Client) -> Result<(), Error> {
    client.batch_execute("TRUNCATE records, handles, notifications, attempts").await
}

/// Removes the settings whose names begin so.
pub(super) async fn forget_settings(client: &Client, prefix: &str) -> Result<(), Error> {
    client.execute_typed("DELETE FROM settings WHERE starts_with(name, $1)", &typed![&prefix => TEXT]).await.map(drop)
}
