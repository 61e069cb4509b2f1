//! What waits behind a database that is away, and what is forgotten of one that is there.

use super::*;
use crate::postgres::address::Address;
use crate::postgres::migrations;
use std::error::Error as _;

type Answer = oneshot::Receiver<Result<bool, StoreError>>;

fn pool(url: &str) -> Pool {
    Pool::new(&Address::parse(url).expect("an address")).expect("a pool")
}

fn noted(number: usize, at: i64, queued: Instant) -> (Noted, Answer) {
    let (answer, answered) = oneshot::channel();
    (Noted { mchid: "1".to_owned(), nonce: number.to_string(), at, queued, answer }, answered)
}

/// Notes what is in the queue, and nothing after it.
async fn run_with(pool: Pool, queue: Vec<Noted>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    queue.into_iter().for_each(|noted| sender.send(noted).expect("it is heard"));
    drop(sender);
    run(pool, receiver).await;
}

#[tokio::test]
async fn who_is_overdue_is_told_with_the_group_that_failed() {
    let now = Instant::now();
    let overdue = now.checked_sub(PATIENCE).expect("a while ago");
    let queued = |number| if number < 3 * GROUP_LIMIT { overdue } else { now };
    let (queue, answers): (Vec<_>, Vec<_>) =
        (0..4 * GROUP_LIMIT).map(|number| noted(number, 1_000, queued(number))).unzip();
    run_with(pool("postgres://me@127.0.0.1:1/x"), queue).await;
    let troubles: Vec<Arc<Trouble>> = answers
        .into_iter()
        .map(|mut answer| match answer.try_recv() {
            Ok(Err(StoreError::Database(error))) => error.downcast_ref::<Arc<Trouble>>().expect("a trouble").clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    let (first, tried) = (&troubles[0], &troubles[3 * GROUP_LIMIT]);
    assert!(first.is_lost() && first.source().is_none());
    assert!(troubles[..3 * GROUP_LIMIT].iter().all(|trouble| Arc::ptr_eq(trouble, first)));
    assert!(!Arc::ptr_eq(tried, first), "who has just come is tried");
}

#[tokio::test]
async fn a_nonce_is_not_noted_for_who_has_gone() {
    let Some(database) = payscore_scratch_postgres::database() else { return };
    let pool = pool(&database.url);
    migrations::run(&pool, "x").await.expect("tables");
    let (gone, answer) = noted(1, 1_000, Instant::now());
    drop(answer);
    let (new, mut answer) = noted(1, 1_000, Instant::now());
    run_with(pool, vec![gone, new]).await;
    assert!(matches!(answer.try_recv(), Ok(Ok(true))));
}

#[tokio::test]
async fn what_is_forgotten_is_removed_in_pieces_faster_than_it_comes() {
    let Some(database) = payscore_scratch_postgres::database() else { return };
    let pool = pool(&database.url);
    migrations::run(&pool, "x").await.expect("tables");
    let old = "INSERT INTO nonces SELECT 'old', n::text, n FROM generate_series(1, 3000) AS n";
    pool.run(async |client: &Client| client.execute_typed(old, &[]).await).await.expect("written");
    let (queue, _answers): (Vec<_>, Vec<_>) =
        (0..2 * TIDY_EVERY).map(|number| noted(number, 100_000, Instant::now())).unzip();
    run_with(pool.clone(), queue).await;
    let sql = "SELECT count(*), min(at) FROM nonces WHERE mchid = 'old'";
    let left = pool.row(sql, &[]).await.expect("reads").expect("a row");
    assert_eq!(
        (left.get::<_, i64>(0), left.get::<_, i64>(1)),
        (3000 - 2 * REMOVED_AT_A_TIME, 2 * REMOVED_AT_A_TIME + 1)
    );
}
