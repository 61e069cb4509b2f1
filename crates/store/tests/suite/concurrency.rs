//! Many at once. Futures that are created before any of them is awaited are queued together, and so are grouped.

use super::fixtures::*;
use payscore_domain::Draw;
use payscore_domain::service_order::Event;
use payscore_store::{Change, CommitError, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const WRITERS: usize = 200;
const ORDERS: usize = 10;

/// Commits all of them at once, each from a task of its own, and says which ones won.
async fn race(store: &Arc<dyn Store>, changes: Vec<Change>) -> Vec<bool> {
    let tasks: Vec<_> = changes
        .into_iter()
        .map(|change| {
            let store = Arc::clone(store);
            tokio::spawn(async move { store.commit(change).await })
        })
        .collect();
    let mut won = Vec::new();
    for task in tasks {
        let result = task.await.expect("no panic");
        assert!(result.is_ok() || conflicts(&result), "{result:?}");
        won.push(result.is_ok());
    }
    won
}

/// Of the writers that were after the same order exactly one has won.
fn assert_one_winner_each(won: &[bool]) {
    for order in 0..ORDERS {
        let winners = won.iter().skip(order).step_by(ORDERS).filter(|won| **won).count();
        assert_eq!(winners, 1, "order {order}");
    }
}

pub(crate) async fn one_of_many_creations_wins(store: Arc<dyn Store>) {
    let creations = (0..WRITERS).map(|writer| {
        let id = format!("N{writer}");
        notifying(&format!("A{}", writer % ORDERS), &id, at(0))
    });
    let won = race(&store, creations.collect()).await;
    assert_one_winner_each(&won);
    for (writer, won) in won.into_iter().enumerate() {
        let delivery = store.delivery(&format!("N{writer}")).await.expect("reads");
        assert_eq!(delivery.is_some(), won, "the losers have left nothing behind");
    }
}

pub(crate) async fn one_of_many_changes_wins(store: Arc<dyn Store>) {
    let mut changes = Vec::new();
    for order in 0..ORDERS {
        commit(&*store, new_order(&format!("A{order}"))).await;
    }
    for writer in 0..WRITERS {
        let read = read(&*store, &key(&format!("A{}", writer % ORDERS))).await;
        changes.push(cancellation(&read, &format!("writer {writer}")));
    }
    let won = race(&store, changes.clone()).await;
    assert_one_winner_each(&won);
    for (change, _) in changes.into_iter().zip(won).filter(|(_, won)| *won) {
        let stored = read(&*store, &written(&change).key()).await;
        assert_eq!((stored.record, stored.version), (written(&change), 2));
        assert_eq!(store.timeline(&written(&change).key()).await.expect("reads").len(), 2);
    }
}

/// A caller may drop the future, or poll it late: the change was queued by the call.
pub(crate) async fn a_commit_needs_no_polling(store: Arc<dyn Store>) {
    drop(store.commit(new_order("A1")));
    let late = store.commit(new_order("A2"));
    // Queued after the other two, and so durable after them.
    commit(&*store, new_order("A3")).await;
    read(&*store, &key("A1")).await;
    read(&*store, &key("A2")).await;
    late.await.expect("it is committed");
}

pub(crate) async fn conflicts_leave_their_neighbours_alone(store: Arc<dyn Store>) {
    commit(&*store, new_order("A0")).await;
    let stale = read(&*store, &key("A0")).await;
    commit(&*store, confirmation(&stale, at(30))).await;
    // Stale, new, taken, and one that counts on the one before it.
    let mut answers = Vec::new();
    for n in 1..=50 {
        let name = format!("A{n}");
        let created = new_order(&name);
        let next = confirmation(&payscore_store::Stored { record: written(&created), version: 1 }, at(30));
        answers.push((store.commit(cancellation(&stale, &name)), false));
        answers.push((store.commit(created.clone()), true));
        answers.push((store.commit(created), false));
        answers.push((store.commit(next), true));
    }
    for (n, (answer, expected)) in answers.into_iter().enumerate() {
        let result = answer.await;
        assert_eq!(result.is_ok(), expected, "{n}: {result:?}");
        assert_eq!(conflicts(&result), !expected, "{n}: {result:?}");
    }
    for n in 1..=50 {
        let key = key(&format!("A{n}"));
        assert_eq!(read(&*store, &key).await.version, 2);
        assert_eq!(store.timeline(&key).await.expect("reads").len(), 2);
    }
}

/// A notification's id is unique: a change that repeats one fails in the middle, after its order was written.
pub(crate) async fn a_bad_change_leaves_its_neighbours_alone(store: Arc<dyn Store>) {
    commit(&*store, notifying("A0", "taken", at(0))).await;
    let answers: Vec<_> = (1..=30)
        .map(|n| {
            let id = if n % 10 == 0 { "taken".to_owned() } else { format!("N{n}") };
            (n, store.commit(notifying(&format!("A{n}"), &id, at(0))))
        })
        .collect();
    for (n, answer) in answers {
        let result = answer.await;
        let there = store.record(&key(&format!("A{n}"))).await.expect("reads");
        if n % 10 == 0 {
            assert!(matches!(result, Err(CommitError::Store(_))), "{n}: {result:?}");
            assert_eq!(there, None, "{n}");
        } else {
            result.expect("its neighbour's fault is not its own");
            assert_eq!(there.expect("committed").version, 1, "{n}");
        }
    }
}

pub(crate) async fn what_is_answered_is_visible(store: Arc<dyn Store>) {
    let tasks: Vec<_> = (0..8_u32)
        .map(|task| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for n in 0..25 {
                    let name = format!("A{task}-{n}");
                    commit(&*store, new_order(&name)).await;
                    let created = read(&*store, &key(&name)).await;
                    commit(&*store, confirmation_drawn(&created, at(1), Draw(u128::from(task) << 32 | n))).await;
                    assert_eq!(read(&*store, &key(&name)).await.version, 2);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
}

/// Whoever reads while others write sees versions that only grow, and never less than was acknowledged before.
pub(crate) async fn no_read_is_older_than_what_was_acknowledged(store: Arc<dyn Store>) {
    const CHANGES: i64 = 60;
    let mut tasks = Vec::new();
    for order in 0..4 {
        let name = format!("A{order}");
        commit(&*store, new_order(&name)).await;
        let acknowledged = Arc::new(AtomicI64::new(1));
        for _ in 0..2 {
            let (store, name, acknowledged) = (store.clone(), name.clone(), acknowledged.clone());
            tasks.push(tokio::spawn(async move {
                let mut seen = 0;
                while seen <= CHANGES {
                    let least = acknowledged.load(Ordering::SeqCst).max(seen);
                    seen = read(&*store, &key(&name)).await.version;
                    assert!(seen >= least, "{seen} after {least}");
                    tokio::task::yield_now().await;
                }
            }));
        }
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            for version in 1..=CHANGES {
                let before = read(&*store, &key(&name)).await;
                assert_eq!(before.version, version);
                let event = Event::Declined { openid: format!("user {version}").as_str().into() };
                let after = change(&before, vec![event.into()], at(1));
                commit(&*store, after.clone()).await;
                acknowledged.store(version + 1, Ordering::SeqCst);
                assert_eq!(read(&*store, &key(&name)).await.record, written(&after));
            }
        }));
    }
    for task in tasks {
        task.await.expect("no panic");
    }
}
