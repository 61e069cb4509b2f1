//! What of the outbox is due, and which server delivers it.
//!
//! A notification that one server was given is claimed for a while. Whoever asks next is given others, without waiting for
//! rows that are just being claimed (`SKIP LOCKED`). Claims are not flushed to disk: one that is lost with the database
//! costs a second delivery, which merchants have to expect anyway.

use super::pool::{BEGIN_UNFLUSHED, Pool};
use super::reader::{get, notification};
use super::statements::typed;
use crate::{CLAIM_SECONDS, DueNotifications, GONE_AFTER_SECONDS, StoreError};
use futures_util::future::try_join;
use payscore_domain::{Mchid, Moment, Notification};
use quick_cache::sync::Cache;
use tokio_postgres::{Client, Error, Row};

/// Whose the notifications are that this server was given: their parts of the tables are found at once.
#[derive(Debug)]
pub(super) struct Owners(Cache<String, String>);

impl Owners {
    pub(super) fn new() -> Self {
        // More than are ever under way.
        Self(Cache::new(4096))
    }

    /// The merchant, where it is known.
    pub(super) fn of(&self, id: &str) -> Option<String> {
        self.0.get(id)
    }
}

/// The columns of a notification, in the order in which [`notification`] reads them.
pub(super) const NOTIFICATION: &str =
    "n.row, n.id, n.mchid, n.subject, n.event_type, n.url, n.created_at, n.plaintext, n.phase, n.due, n.held";

/// Whether a notification is this server's ($1) for the asking: nobody has claimed it, or whoever has is gone.
fn is_free() -> String {
    format!(
        "(n.claimed_by IS NULL OR n.claimed_by = $1 OR n.claimed_until < now() OR NOT EXISTS (
             SELECT 1 FROM nodes
             WHERE name = n.claimed_by AND beat_at >= now() - make_interval(secs => {GONE_AFTER_SECONDS})))"
    )
}

/// From merchant to merchant by the index: what lies between is skipped.
pub(super) async fn merchants_owed(pool: &Pool, node: &str) -> Result<Vec<(Mchid, Moment)>, StoreError> {
    let is_free = is_free();
    let sql = format!(
        "WITH RECURSIVE owed (mchid) AS (
             (SELECT mchid FROM notifications WHERE due IS NOT NULL ORDER BY mchid LIMIT 1)
             UNION ALL
             SELECT (SELECT n.mchid FROM notifications n WHERE n.due IS NOT NULL AND n.mchid > owed.mchid
                     ORDER BY n.mchid LIMIT 1)
             FROM owed WHERE owed.mchid IS NOT NULL
         )
         SELECT owed.mchid, first.due FROM owed CROSS JOIN LATERAL (
             SELECT n.due FROM notifications n WHERE n.mchid = owed.mchid AND n.due IS NOT NULL AND {is_free}
             ORDER BY n.due LIMIT 1) AS first
         WHERE owed.mchid IS NOT NULL ORDER BY owed.mchid"
    );
    let rows = pool.rows(&sql, &typed![&node => TEXT]).await?;
    rows.iter().map(|row| Ok((get::<String>(row, 0)?.into(), Moment::from_unix(get::<i64>(row, 1)?)))).collect()
}

/// The longest due of all merchants; claims nothing.
pub(super) async fn due_notifications(pool: &Pool, now: Moment, limit: i64) -> Result<Vec<Notification>, StoreError> {
    let sql = format!("SELECT {NOTIFICATION} FROM notifications n WHERE n.due <= $1 ORDER BY n.due, n.row LIMIT $2");
    let rows = pool.rows(&sql, &typed![&now.unix() => INT8, &limit.max(0) => INT8]).await?;
    rows.iter().map(|row| notification(row)?.try_into()).collect()
}

/// What is asked for in the name of a server.
pub(super) struct Claim<'a> {
    pub(super) node: &'a str,
    pub(super) mchid: &'a Mchid,
    pub(super) now: Moment,
    pub(super) under_way: &'a [i64],
    pub(super) limit: usize,
}

/// Claims what is due of a merchant.
pub(super) async fn claim(pool: &Pool, owners: &Owners, claim: Claim<'_>) -> Result<DueNotifications, StoreError> {
    let (rows, next) = pool.run(async |client: &Client| execute(client, &claim).await).await?;
    let mut due = Vec::with_capacity(rows.len());
    for row in &rows {
        let notification: Notification = notification(row)?.try_into()?;
        owners.0.insert(notification.id.clone(), notification.mchid.as_str().to_owned());
        due.push((get::<i64>(row, 0)?, notification));
    }
    let next = next.first().map(|row| Ok::<_, StoreError>(Moment::from_unix(get::<i64>(row, 0)?))).transpose()?;
    Ok(DueNotifications { due, next })
}

async fn execute(client: &Client, claim: &Claim<'_>) -> Result<(Vec<Row>, Vec<Row>), Error> {
    let (mchid, now, limit) = (claim.mchid.as_str(), claim.now.unix(), i64::try_from(claim.limit).unwrap_or(i64::MAX));
    let is_free = is_free();
    let take = format!(
        "WITH free AS (
             SELECT n.row FROM notifications n
             WHERE n.mchid = $2 AND n.due <= $3 AND n.row <> ALL ($4) AND {is_free}
             ORDER BY n.due, n.row LIMIT $5 FOR UPDATE SKIP LOCKED
         ), claimed AS (
             UPDATE notifications n SET claimed_by = $1, claimed_until = now() + make_interval(secs => $6)
             FROM free WHERE n.mchid = $2 AND n.row = free.row
             RETURNING {NOTIFICATION}
         )
         SELECT {NOTIFICATION} FROM claimed n ORDER BY n.due, n.row"
    );
    let seconds = CLAIM_SECONDS as f64;
    let begin = client.batch_execute(BEGIN_UNFLUSHED);
    let take_parameters = typed![
        &claim.node => TEXT, &mchid => TEXT, &now => INT8, &claim.under_way => INT8_ARRAY, &limit => INT8,
        &seconds => FLOAT8,
    ];
    let taken = client.query_typed(&take, &take_parameters);
    let ((), rows) = try_join(begin, taken).await?;
    let known: Vec<i64> =
        rows.iter().filter_map(|row| row.try_get(0).ok()).chain(claim.under_way.iter().copied()).collect();
    // One more: when to look again.
    let rest = format!(
        "SELECT n.due FROM notifications n WHERE n.mchid = $2 AND n.due IS NOT NULL AND n.row <> ALL ($3) AND {is_free}
         ORDER BY n.due, n.row LIMIT 1"
    );
    let rest_parameters = typed![&claim.node => TEXT, &mchid => TEXT, &known => INT8_ARRAY];
    let rest = client.query_typed(&rest, &rest_parameters);
    let (next, ()) = try_join(rest, client.batch_execute("COMMIT")).await?;
    Ok((rows, next))
}
