//! Which nonces were used. Every call notes one before it is looked at, and so those of calls that come at once are noted
//! together.

use super::pool::{BEGIN_UNFLUSHED, Pool};
use super::statements::typed;
use crate::StoreError;
use futures_util::future::{try_join, try_join3};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Client, Error};

/// For so many seconds a nonce is remembered: a request may be 300 s old or early, and so for twice as long.
const REMEMBERED_SECONDS: i64 = 601;
/// So many are noted together at the most.
const GROUP_LIMIT: usize = 256;
/// After so many groups what is forgotten is removed.
const TIDY_EVERY: u64 = 512;

/// A nonce, and who waits to hear whether it is new.
struct Noted {
    mchid: String,
    nonce: String,
    at: i64,
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
        let _ = self.0.send(Noted { mchid: mchid.to_owned(), nonce: nonce.to_owned(), at, answer });
        answered.await.unwrap_or(Err(StoreError::Closed))
    }
}

async fn run(pool: Pool, mut queue: mpsc::UnboundedReceiver<Noted>) {
    let mut group = Vec::new();
    let mut groups: u64 = 0;
    while queue.recv_many(&mut group, GROUP_LIMIT).await > 0 {
        groups += 1;
        note_group(&pool, std::mem::take(&mut group), groups.is_multiple_of(TIDY_EVERY)).await;
    }
}

async fn note_group(pool: &Pool, group: Vec<Noted>, tidy: bool) {
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
        }
        Err(trouble) => answer_all(group, &Arc::new(trouble)),
    }
}

fn answer_all(group: Vec<Noted>, trouble: &Arc<super::pool::Trouble>) {
    for Noted { answer, .. } in group {
        let _ = answer.send(Err(StoreError::Database(Box::new(trouble.clone()))));
    }
}

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
    let forget_parameters = typed![&forgotten => INT8];
    let forget = async {
        if !tidy {
            return Ok(Vec::new());
        }
        client.query_typed("DELETE FROM nonces WHERE at < $1", &forget_parameters).await
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
