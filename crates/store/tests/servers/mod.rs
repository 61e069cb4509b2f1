//! Several servers on one database.

use crate::suite::fixtures::*;
use crate::wait;
use payscore_domain::notification::Phase;
use payscore_domain::{Moment, OrderKey};
use payscore_scratch_postgres::{Database, database};
use payscore_store::{Attempt, Change, Counted, PostgresStore, Shared, Store, StoreError, Transition};
use std::collections::HashSet;
use std::sync::Arc;
use tokio_postgres::NoTls;

/// Two servers' stores on one database.
fn two() -> Option<(Database, Arc<PostgresStore>, Arc<PostgresStore>)> {
    let database = tokio::task::block_in_place(database)?;
    let connect = || {
        let store = wait(PostgresStore::connect(&database.url)).expect("connects");
        wait(store.beat(0)).expect("beats");
        Arc::new(store)
    };
    let (one, other) = (connect(), connect());
    Some((database, one, other))
}

/// A statement past the stores.
async fn execute(database: &Database, sql: &str) -> u64 {
    let (client, connection) = tokio_postgres::connect(&database.url, NoTls).await.expect("connects");
    tokio::spawn(connection);
    client.execute(sql, &[]).await.expect("executes")
}

/// The first attempt of what was due at once.
fn delivered() -> (Attempt, Transition) {
    let (error, response_body, fault) = (None, Some("\0 is no text".to_owned()), None);
    let attempt = Attempt { number: 1, at: at(1), status: Some(200), duration_ms: 3, error, response_body, fault };
    let (from, to) = (Phase::Waiting { attempt: 1, due: at(0) }, Phase::Delivered { at: at(1) });
    (attempt, Transition { from, to })
}

/// How many of the merchant's notifications that are due it is given, at most one.
async fn taken_by(store: &PostgresStore, now: Moment) -> usize {
    store.due_notifications_of(&MCHID.into(), now, &[], 1).await.expect("reads").due.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_server_commits_the_other_builds_on() {
    let Some((_database, one, other)) = two() else { return };
    commit(&*one, new_order("A1")).await;
    let read_by_other = read(&*other, &key("A1")).await;
    commit(&*other, confirmation(&read_by_other, at(30))).await;
    // The one has not heard of it, and is told when it writes.
    assert!(conflicts(&one.commit(cancellation(&read_by_other, "late")).await));
    assert_eq!(read(&*one, &key("A1")).await.version, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_after_the_same_orders_one_wins_each() {
    let Some((_database, one, other)) = two() else { return };
    let tasks: Vec<_> = (0..100)
        .flat_map(|n| [(n, one.clone()), (n, other.clone())])
        .map(|(n, store)| tokio::spawn(async move { (n, store.commit(new_order(&format!("A{}", n / 2))).await) }))
        .collect();
    let mut winners = vec![0; 50];
    for task in tasks {
        let (n, result) = task.await.expect("no panic");
        assert!(result.is_ok() || conflicts(&result), "{result:?}");
        winners[n / 2] += usize::from(result.is_ok());
    }
    assert_eq!(winners, vec![1; 50]);
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_at_once_bring_an_empty_database_up_to_date_together() {
    let Some(database) = tokio::task::block_in_place(database) else { return };
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let url = database.url.clone();
            tokio::spawn(async move { PostgresStore::connect(&url).await.map(drop) })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("connects");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_later_version_is_left_alone() {
    let Some((database, one, _other)) = two() else { return };
    drop(one);
    execute(&database, "INSERT INTO payscore_schema (version) VALUES (99)").await;
    match PostgresStore::connect(&database.url).await {
        Err(StoreError::Open { reason, .. }) => assert!(reason.contains("99"), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_is_given_to_one_server_at_a_time() {
    let Some((database, one, other)) = two() else { return };
    for n in 0..40 {
        commit(&*one, notifying(&format!("A{n}"), &format!("N{n}"), at(0))).await;
    }
    let mchid = MCHID.into();
    let taken_by = async |store: &PostgresStore, limit| {
        let found = store.due_notifications_of(&mchid, at(0), &[], limit).await.expect("reads");
        found.due.into_iter().map(|(_, notification)| notification.id).collect::<HashSet<_>>()
    };
    let first = taken_by(&one, 10).await;
    let second = taken_by(&other, 100).await;
    assert_eq!((first.len(), second.len()), (10, 30));
    assert!(first.is_disjoint(&second));
    assert_eq!(taken_by(&one, 100).await, first, "its own it is given again, and no other's");
    assert_eq!(one.merchants_owed().await.expect("reads").len(), 1);

    // What is recorded is nobody's any more; what a server that died had claimed is everybody's after a while.
    for id in &first {
        let (attempt, transition) = delivered();
        assert!(one.record_attempt(id, attempt, transition).await.expect("records"));
    }
    assert!(taken_by(&one, 100).await.is_empty());
    assert!(one.merchants_owed().await.expect("reads").is_empty(), "nothing is left for this one to do");
    execute(&database, "UPDATE notifications SET claimed_until = now() - interval '1 second'").await;
    assert_eq!(taken_by(&one, 100).await, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_that_is_gone_had_claimed_is_everybodys() {
    let Some((database, one, other)) = two() else { return };
    commit(&*one, notifying("A1", "N1", at(0))).await;
    assert_eq!((taken_by(&one, at(0)).await, taken_by(&other, at(0)).await), (1, 0));
    assert!(other.merchants_owed().await.expect("reads").is_empty());
    // Killed.
    let silent = format!("UPDATE nodes SET beat_at = now() - interval '11 seconds' WHERE name = '{}'", one.node());
    assert_eq!(execute(&database, &silent).await, 1);
    assert_eq!(other.merchants_owed().await.expect("reads").len(), 1);
    assert_eq!(taken_by(&other, at(0)).await, 1);
    // Ended.
    one.beat(0).await.expect("beats");
    assert_eq!(taken_by(&one, at(0)).await, 0);
    other.close().await.expect("closes");
    assert_eq!(taken_by(&one, at(0)).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_moves_nothing_keeps_the_claim() {
    let Some((_database, one, other)) = two() else { return };
    commit(&*one, notifying("A1", "N1", at(0))).await;
    assert_eq!(taken_by(&one, at(0)).await, 1);
    // A probe, before what it is followed by.
    let (attempt, transition) = delivered();
    let probe = Transition { to: transition.from, ..transition };
    assert!(one.record_attempt("N1", attempt.clone(), probe).await.expect("records"));
    assert_eq!(taken_by(&other, at(16)).await, 0, "it is still being delivered");
    let waiting = Transition { to: Phase::Waiting { attempt: 2, due: at(16) }, ..transition };
    assert!(one.record_attempt("N1", attempt, waiting).await.expect("records"));
    assert_eq!(taken_by(&other, at(16)).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_of_what_another_server_has_taken_over_leaves_it_with_that_one() {
    let Some((database, one, other)) = two() else { return };
    commit(&*one, notifying("A1", "N1", at(0))).await;
    assert_eq!(taken_by(&one, at(0)).await, 1);
    // A standby that takes over has not heard of the claim. The other one fails, and is about to try again.
    execute(&database, "UPDATE notifications SET claimed_by = NULL, claimed_until = NULL").await;
    assert_eq!(taken_by(&other, at(0)).await, 1);
    let (first, transition) = delivered();
    let failed = Attempt { status: Some(500), ..first.clone() };
    let waiting = Phase::Waiting { attempt: 2, due: at(16) };
    let step = Transition { to: waiting, ..transition };
    assert!(other.record_attempt("N1", failed.clone(), step).await.expect("records"));
    assert_eq!(taken_by(&other, at(16)).await, 1);

    let early = Attempt { at: at(0), ..first };
    assert!(!one.record_attempt("N1", early.clone(), transition).await.expect("records"));
    assert_eq!(taken_by(&one, at(16)).await, 0, "it is the other's");
    let told = one.delivery("N1").await.expect("reads").expect("is there");
    assert_eq!(told.notification.phase, waiting);
    assert_eq!(
        told.attempts.iter().map(|attempt| (attempt.at, attempt.status)).collect::<Vec<_>>(),
        [(early.at, early.status), (failed.at, failed.status)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_counts_once_for_all_servers_and_after_a_restart() {
    let Some((database, one, other)) = two() else { return };
    let (mchid, someone) = (MCHID.into(), OTHER_MCHID.into());
    assert!(one.note_nonce(&mchid, "n", 1000).await.expect("notes"));
    assert!(!other.note_nonce(&mchid, "n", 1001).await.expect("notes"));
    assert!(other.note_nonce(&someone, "n", 1001).await.expect("notes"));
    one.close().await.expect("closes");
    let third = PostgresStore::connect(&database.url).await.expect("connects");
    assert!(!third.note_nonce(&mchid, "n", 1600).await.expect("notes"));
    assert!(third.note_nonce(&mchid, "n", 1602).await.expect("notes"), "forgotten by then");
    third.clear_nonces().await.expect("clears");
    assert!(third.note_nonce(&mchid, "n", 1602).await.expect("notes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_swapped_by_one_of_many() {
    let Some((_database, one, other)) = two() else { return };
    assert!(one.swap_setting("s", None, "0").await.expect("swaps"));
    assert!(!other.swap_setting("s", None, "0").await.expect("swaps"));
    let tasks: Vec<_> = (0..20)
        .flat_map(|_| [one.clone(), other.clone()])
        .map(|store| {
            tokio::spawn(async move {
                loop {
                    let now = store.setting("s").await.expect("reads").expect("is there");
                    let next = (now.parse::<u32>().expect("a number") + 1).to_string();
                    if store.swap_setting("s", Some(&now), &next).await.expect("swaps") {
                        return;
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    assert_eq!(one.settings().await.expect("reads"), [("s".to_owned(), "40".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_the_same_for_all_servers() {
    let Some((_database, one, other)) = two() else { return };
    let before = one.version().await.expect("reads");
    let file = |name: &str, content: &str| (name.to_owned(), Some(content.as_bytes().to_vec()));
    assert!(one.change_files(Some(before), vec![file("a/1", "x"), file("b", "y")]).await.expect("writes"));
    assert!(!other.change_files(Some(before), vec![file("a/1", "z")]).await.expect("is beaten"));
    let seen = other.version().await.expect("reads");
    assert!(seen > before);
    assert!(other.change_files(Some(seen), vec![("a/1".to_owned(), None)]).await.expect("removes"));
    assert_eq!(one.file("a/1").await.expect("reads"), None);
    assert_eq!(one.file("b").await.expect("reads"), Some(b"y".to_vec()));
    let changed = one.files("a/", seen).await.expect("reads");
    assert_eq!(changed.iter().map(|file| (file.name.as_str(), &file.content)).collect::<Vec<_>>(), [("a/1", &None)]);
    assert!(one.files("", one.version().await.expect("reads")).await.expect("reads").is_empty());

    let many: Vec<_> = (0..5000).map(|n| file(&format!("c/{n:04}"), &n.to_string())).collect();
    assert!(one.change_files(None, many).await.expect("writes"));
    let changed = other.files("c/", seen).await.expect("reads");
    assert_eq!((changed.len(), changed[4999].content.as_deref()), (5000, Some(&b"4999"[..])));
    assert!(one.change_files(None, vec![file("b", "1"), file("b", "2")]).await.expect("writes"));
    assert_eq!(other.file("b").await.expect("reads"), Some(b"2".to_vec()), "the last one counts");
}

/// As many merchants as a group has writes. Of two servers each decides that a user has no order in progress yet: one of
/// them is wrong by the time.
#[tokio::test(flavor = "multi_thread")]
async fn users_of_many_merchants_are_counted_by_one_server_after_the_other() {
    let Some((_database, one, other)) = two() else { return };
    let key = |n: usize, name: &str| OrderKey::new(format!("19{n:08}"), name);
    let new = (0..100).flat_map(|n| [key(n, "A1"), key(n, "A2")]).map(|key| {
        let order = service_order(key, at(0));
        one.commit(creation(order))
    });
    for result in futures_util::future::join_all(new).await {
        result.expect("commits");
    }
    let mut decided = Vec::new();
    for n in 0..100 {
        for (store, name) in [(&one, "A1"), (&other, "A2")] {
            let key = key(n, name);
            let (mchid, openid) = (key.mchid.clone(), user().openid);
            let counted = Counted { mchid, openid, service_id: None, in_progress: 0 };
            let change = confirmation(&read(&**store, &(&key).into()).await, at(30));
            decided.push((store, Change { counted: Some(counted), ..change }));
        }
    }
    let commits: Vec<_> = decided.into_iter().map(|(store, change)| store.commit(change)).collect();
    let results = futures_util::future::join_all(commits).await;
    for (n, pair) in results.chunks(2).enumerate() {
        assert!(pair.iter().all(|result| result.is_ok() || conflicts(result)), "{pair:?}");
        assert_eq!(pair.iter().filter(|result| result.is_ok()).count(), 1, "merchant {n}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_servers_are_waited_for_but_not_those_that_are_gone() {
    let Some((database, one, other)) = two() else { return };
    let version = one.beat(0).await.expect("beats");
    other.beat(version).await.expect("beats");
    assert!(!one.seen_by_all(version).await.expect("reads"));
    one.beat(version).await.expect("beats");
    assert!(one.seen_by_all(version).await.expect("reads"));
    one.set_setting("s", "1").await.expect("sets");
    let next = one.beat(version).await.expect("beats");
    assert_eq!(next, version + 1);
    one.beat(next).await.expect("beats");
    assert!(!one.seen_by_all(next).await.expect("reads"));
    execute(&database, "UPDATE nodes SET beat_at = now() - interval '11 seconds' WHERE seen < 2").await;
    assert!(one.seen_by_all(next).await.expect("reads"), "the other one is gone");
    one.close().await.expect("closes");
    assert_eq!(execute(&database, "DELETE FROM nodes").await, 1, "the one has said that it goes");
}

/// Connections are cut again and again while orders are made: whatever was acknowledged is there, once.
#[tokio::test(flavor = "multi_thread")]
async fn lost_connections_lose_nothing() {
    let Some((database, one, _other)) = two() else { return };
    let cutter = tokio::spawn({
        let database = database.clone();
        async move {
            for _ in 0..30 {
                let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                           WHERE application_name = 'payscore' AND datname = current_database()";
                execute(&database, sql).await;
            }
        }
    });
    let mut acknowledged = Vec::new();
    while !cutter.is_finished() {
        let n = acknowledged.len();
        let many = (0..8).map(|part| {
            let name = format!("A{n}-{part}");
            let answer = one.commit(new_order(&name));
            async move { (name, answer.await) }
        });
        for (name, result) in futures_util::future::join_all(many).await {
            result.unwrap_or_else(|error| panic!("{name}: {error:?}"));
            acknowledged.push(name);
        }
    }
    cutter.await.expect("no panic");
    for name in &acknowledged {
        assert_eq!(read(&*one, &key(name)).await.version, 1, "{name}");
        assert_eq!(one.timeline(&key(name)).await.expect("reads").len(), 1, "{name}");
    }
    assert!(acknowledged.len() >= 8);
}

/// A server that cannot be reached is an error in time, and no secret is told.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_there_is_said_so() {
    let error =
        PostgresStore::connect("postgres://me:secret@127.0.0.1:1/x").await.expect_err("nobody listens").to_string();
    assert!(error.contains("postgres://me@127.0.0.1:1/x") && !error.contains("secret"), "{error}");
    let error = PostgresStore::connect("mysql://h/x").await.expect_err("another one's").to_string();
    assert!(error.contains("mysql://h/x"), "{error}");
}
