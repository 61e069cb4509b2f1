//! Which nonces were used. Every call notes one before it is looked at, and so those of calls that come at once are noted
//! together.

use super::pool::{BEGIN_UNFLUSHED, Pool, Trouble};
use super::statements::typed;
use crate::StoreError;
use futures_util::future::{try_join, try_join3};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_postgres::{Client, Error};

/// For so many seconds a nonce is remembered: a request may be 300 s old or early, and so for twice as long.
const REMEMBERED_SECONDS: i64 = 601;
/// So many are noted together at the most.
const GROUP_LIMIT: usize = 256;
/// Who has waited for so long when the database cannot be reached is told so, and not tried next.
const PATIENCE: Duration = Duration::from_secs(3);
/// After so many nonces what is forgotten is removed.
const TIDY_EVERY: usize = 512;
/// So many are removed at a time: more than were noted since, and few enough for calls to wait for.
const REMOVED_AT_A_TIME: i64 = 1024;

/// A nonce, and who waits to hear whether it is new.
struct Noted {
    mchid: String,
    nonce: String,
    at: i64,
    queued: Instant,
    answer: oneshot::Sender<Result<bool, StoreError>>,
}

/// The task that notes them, seen from outside.
#[derive(Debug)]
pub(super) struct Nonces(mpsc::UnboundedSender<Noted>);

impl std::fmt::Debug for Noted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Noted").finish_non_exhaustive()
    }
}

impl Nonces {
    /// Starts the task, in this runtime. It ends when this is dropped.
    pub(super) fn start(pool: Pool) -> Self {
        let (queue, noted) = mpsc::unbounded_channel();
        tokio::spawn(run(pool, noted));
        Self(queue)
    }

    /// Whether a merchant uses this nonce for the first time.
    pub(super) async fn note(&self, mchid: &str, nonce: &str, at: i64) -> Result<bool, StoreError> {
        if nonce.contains('\0') {
            return Ok(false);
        }
        let (answer, answered) = oneshot::channel();
        // Fails when the task has died; the answer's sender is dropped with it, which its receiver sees.
        let _ =
            self.0.send(Noted { mchid: mchid.to_owned(), nonce: nonce.to_owned(), at, queued: Instant::now(), answer });
        answered.await.unwrap_or(Err(StoreError::Closed))
    }
}

async fn run(pool: Pool, mut queue: mpsc::UnboundedReceiver<Noted>) {
    let mut waiting = Vec::new();
    let mut untidy = 0;
    while !waiting.is_empty() || queue.recv_many(&mut waiting, GROUP_LIMIT).await > 0 {
        let rest = waiting.split_off(waiting.len().min(GROUP_LIMIT));
        let mut group = std::mem::replace(&mut waiting, rest);
        // Who has gone has not been served either.
        group.retain(|noted| !noted.answer.is_closed());
        untidy += group.len();
        let tidy = untidy >= TIDY_EVERY;
        if tidy {
            untidy = 0;
        }
        if let Err(trouble) = note_group(&pool, group, tidy).await
            && trouble.is_lost()
        {
            // Each group would wait as long as this one: those behind it would wait for all of them.
            waiting.extend(std::iter::from_fn(|| queue.try_recv().ok()));
            let now = Instant::now();
            let (overdue, others) = waiting.into_iter().partition(|noted| noted.queued + PATIENCE <= now);
            answer_all(overdue, &trouble);
            waiting = others;
        }
    }
}

async fn note_group(pool: &Pool, group: Vec<Noted>, tidy: bool) -> Result<(), Arc<Trouble>> {
    if group.is_empty() {
        return Ok(());
    }
    // Of two that are the same the first one counts. Sorted, so that two servers never wait for each other.
    let mut first: HashMap<(&str, &str), usize> = HashMap::new();
    for (place, Noted { mchid, nonce, .. }) in group.iter().enumerate() {
        first.entry((mchid, nonce)).or_insert(place);
    }
    let mut places: Vec<usize> = first.into_values().collect();
    places.sort_unstable_by_key(|place| (&group[*place].mchid, &group[*place].nonce));
    match pool.run(async |client: &Client| write(client, &group, &places, tidy).await).await {
        Ok(new) => {
            for (place, Noted { answer, .. }) in group.into_iter().enumerate() {
                // Fails when the caller no longer waits: the nonce is noted all the same.
                let _ = answer.send(Ok(new.contains(&place)));
            }
            Ok(())
        }
        Err(trouble) => {
            let trouble = Arc::new(trouble);
            answer_all(group, &trouble);
            Err(trouble)
        }
    }
}

fn answer_all(group: Vec<Noted>, trouble: &Arc<Trouble>) {
    for Noted { answer, .. } in group {
        let _ = answer.send(Err(StoreError::Database(Box::new(trouble.clone()))));
    }
}

/// Past those that another server is just removing, or using again.
const FORGET: &str = "DELETE FROM nonces WHERE ctid = ANY (ARRAY (
     SELECT ctid FROM nonces WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED))";

/// Notes those at these places; which of them are new. Not flushed to disk: a database that dies forgets the last ones.
async fn write(client: &Client, group: &[Noted], places: &[usize], tidy: bool) -> Result<Vec<usize>, Error> {
    let wanted: Vec<&Noted> = places.iter().map(|place| &group[*place]).collect();
    let mchids: Vec<&str> = wanted.iter().map(|noted| noted.mchid.as_str()).collect();
    let nonces: Vec<&str> = wanted.iter().map(|noted| noted.nonce.as_str()).collect();
    let at: Vec<i64> = wanted.iter().map(|noted| noted.at).collect();
    let forgotten = at.iter().max().copied().unwrap_or_default() - REMEMBERED_SECONDS;
    let note = "INSERT INTO nonces AS n SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
                ON CONFLICT (mchid, nonce) DO UPDATE SET at = excluded.at WHERE n.at < $4
                RETURNING n.mchid, n.nonce";
    let parameters = typed![&mchids => TEXT_ARRAY, &nonces => TEXT_ARRAY, &at => INT8_ARRAY, &forgotten => INT8];
    let begin = client.batch_execute(BEGIN_UNFLUSHED);
    let noted = client.query_typed(note, &parameters);
    let forget_parameters = typed![&forgotten => INT8, &REMOVED_AT_A_TIME => INT8];
    let forget = async {
        if !tidy {
            return Ok(Vec::new());
        }
        client.query_typed(FORGET, &forget_parameters).await
    };
    let ((), (rows, _, ())) = try_join(begin, try_join3(noted, forget, client.batch_execute("COMMIT"))).await?;
    let mut new = Vec::with_capacity(rows.len());
    for row in &rows {
        let (mchid, nonce): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        let found = wanted.binary_search_by_key(&(mchid, nonce), |noted| (&noted.mchid, &noted.nonce));
        new.extend(found.ok().and_then(|index| places.get(index)));
    }
    Ok(new)
}

#[cfg(test)]
#[path = "nonces_tests.rs"]
mod tests;
