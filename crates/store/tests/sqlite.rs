//! The suite on SQLite, and what only SQLite has: a file.

mod suite;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use payscore_domain::collection::{Channel, CollectionEvent, Receipt};
use payscore_domain::notification::Phase;
use payscore_domain::retail::RetailKind;
use payscore_domain::service_order::{Complete, Event, Location, Party, TimeRange};
use payscore_domain::{Fen, Moment, Order, RecordEvent, RecordKind, ServiceKind};
use payscore_store::{
    Attempt, CommitError, Page, RecordFilter, SnapshotError, SqliteStore, Store, StoreError, Transition,
};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use suite::fixtures::*;
use tempfile::TempDir;

fn open_empty() -> Option<(TempDir, Arc<dyn Store>)> {
    let (folder, path) = empty_folder();
    Some((folder, Arc::new(SqliteStore::open(&path).expect("opens"))))
}

fn empty_folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("payscore.db");
    (folder, path)
}

suite::store_suite!(open_empty);

/// Why a path cannot be opened.
fn refusal(path: &Path) -> String {
    match SqliteStore::open(path) {
        Err(StoreError::Open { path: named, reason }) => {
            assert_eq!(named, path.display().to_string());
            reason
        }
        other => panic!("expected a refusal, not {other:?}"),
    }
}

#[tokio::test]
async fn reopening_keeps_everything() {
    let (_folder, path) = empty_folder();
    let change = notifying("A1", "N1", at(0));
    let store = SqliteStore::open(&path).expect("opens");
    commit(&store, change.clone()).await;
    store.set_setting("clock", "3600").await.expect("writes");
    drop(store);

    let store = SqliteStore::open(&path).expect("opens again");
    assert_eq!(read(&store, &key("A1")).await.record, written(&change));
    assert_eq!(store.timeline(&key("A1")).await.expect("reads"), change.writes[0].events);
    assert_eq!(store.due_notifications(at(0), 10).await.expect("reads"), change.notifications);
    assert_eq!(store.setting("clock").await.expect("reads").as_deref(), Some("3600"));
    assert!(conflicts(&store.commit(change).await));
}

#[tokio::test]
async fn closing_writes_what_was_queued_and_leaves_one_file() {
    let (folder, path) = empty_folder();
    let store = SqliteStore::open(&path).expect("opens");
    let answers: Vec<_> = (0..500).map(|n| store.commit(new_order(&format!("A{n}")))).collect();
    store.close().expect("closes");
    store.close().expect("closes twice");
    for answer in answers {
        answer.await.expect("queued before the end");
    }
    let mut files: Vec<_> =
        folder.path().read_dir().expect("a folder").map(|file| file.expect("a file").file_name()).collect();
    files.sort();
    assert_eq!(files, ["payscore.db", "payscore.db.lock"]);
    let again = SqliteStore::open(&path).expect("closing has released the file");
    read(&again, &key("A499")).await;
}

/// What gathers on a runtime is written even when that ends before it gets round to it.
#[test]
fn a_commit_needs_no_runtime() {
    let (_folder, path) = empty_folder();
    let store = SqliteStore::open(&path).expect("opens");
    drop(store.commit(new_order("A1")));
    let runtime = || tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let first = runtime();
    let entered = first.enter();
    let answer = store.commit(new_order("A2"));
    drop(entered);
    drop(first);
    runtime().block_on(async {
        answer.await.expect("commits");
        for name in ["A1", "A2"] {
            read(&store, &key(name)).await;
        }
    });
}

/// A row number is a paging cursor: it never comes to mean another record.
#[tokio::test]
async fn row_numbers_are_given_once() {
    let (_folder, path) = empty_folder();
    let store = SqliteStore::open(&path).expect("opens");
    let newest = async |store: &SqliteStore| {
        let page = store.records(&RecordFilter::newest(RecordKind::Order, 1)).await.expect("reads");
        page.records.first().map(|listed| listed.row)
    };
    for name in ["A1", "A2", "A3"] {
        commit(&store, new_order(name)).await;
    }
    let last = newest(&store).await.expect("there are orders");
    store.reset(&[], Vec::new()).await.expect("resets");
    store.close().expect("closes");
    let store = SqliteStore::open(&path).expect("opens again");
    assert_eq!(newest(&store).await, None);
    commit(&store, new_order("A1")).await;
    assert!(newest(&store).await > Some(last));
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let (_folder, path) = empty_folder();
    let store = SqliteStore::open(&path).expect("opens");
    commit(&store, new_order("A1")).await;
    store.close().expect("closes");
    let refused = store.commit(new_order("A2")).await;
    assert!(matches!(refused, Err(CommitError::Store(StoreError::Closed))), "{refused:?}");
    assert!(matches!(store.set_setting("clock", "0").await, Err(StoreError::Closed)));
    assert!(matches!(store.record(&key("A1")).await, Err(StoreError::Closed)));
}

/// An outside transaction holds the writer up until all are queued, so that the bad one is in a group for certain.
#[tokio::test]
async fn a_bad_change_in_a_group_fails_alone() {
    let (_folder, path) = empty_folder();
    let store = SqliteStore::open(&path).expect("opens");
    commit(&store, notifying("A0", "taken", at(0))).await;
    let mut outside = outside(&path);
    outside.batch_execute("BEGIN IMMEDIATE").expect("the writer is idle");
    let first = store.commit(new_order("A1"));
    let second = store.commit(new_order("A2"));
    let bad = store.commit(notifying("A3", "taken", at(0)));
    let conflict = store.commit(new_order("A2"));
    let last = store.commit(notifying("A4", "free", at(0)));
    outside.batch_execute("ROLLBACK").expect("ends");
    first.await.expect("commits");
    second.await.expect("commits");
    assert!(matches!(bad.await, Err(CommitError::Store(StoreError::Database(_)))));
    assert!(conflicts(&conflict.await));
    last.await.expect("commits");
    assert_eq!(store.record(&key("A3")).await.expect("reads"), None);
    assert_eq!(store.timeline(&key("A2")).await.expect("reads").len(), 1);
}

/// A connection past the store, as a `sqlite3` shell would have it.
fn outside(path: &Path) -> SqliteConnection {
    SqliteConnection::establish(path.to_str().expect("Unicode")).expect("opens")
}

#[test]
fn a_second_opener_is_refused() {
    let (_folder, path) = empty_folder();
    let first = SqliteStore::open(&path).expect("opens");
    let reason = refusal(&path);
    assert!(reason.contains("another payscore server uses this data folder"), "{reason}");
    assert!(reason.contains("payscore.db.lock"), "{reason}");
    drop(first);
    SqliteStore::open(&path).expect("the first is gone");
}

#[test]
fn places_that_cannot_hold_a_database_are_named() {
    let (folder, path) = empty_folder();
    let reason = refusal(folder.path());
    assert!(reason.contains("is a directory"), "{reason}");
    let reason = refusal(&folder.path().join("missing").join("payscore.db"));
    assert!(reason.contains("missing does not exist"), "{reason}");
    std::fs::write(&path, "").expect("writes");
    let reason = refusal(&path.join("payscore.db"));
    assert!(reason.contains("payscore.db is not a directory"), "{reason}");
}

#[test]
fn garbage_is_not_a_database() {
    let (_folder, path) = empty_folder();
    for garbage in ["x".to_owned(), "payscore!".repeat(1000)] {
        std::fs::write(&path, &garbage).expect("writes");
        let reason = refusal(&path);
        assert!(reason.contains("the file is not a database"), "{reason}");
        assert_eq!(std::fs::read_to_string(&path).expect("reads"), garbage, "it is left as it was");
    }
}

#[tokio::test]
async fn what_cannot_be_read_back_is_named() {
    let (_folder, path) = empty_folder();
    let store = SqliteStore::open(&path).expect("opens");
    commit(&store, notifying("A1", "N1", at(0))).await;
    let spoilt = "UPDATE records SET doc = '{', timeline = '{}'; UPDATE notifications SET phase = ''";
    store.close().expect("closes");
    outside(&path).batch_execute(spoilt).expect("writes");
    let store = SqliteStore::open(&path).expect("opens again");
    let order = store.record(&key("A1")).await;
    assert!(matches!(order, Err(StoreError::Corrupt { what: "order", .. })), "{order:?}");
    let timeline = store.timeline(&key("A1")).await;
    assert!(matches!(timeline, Err(StoreError::Corrupt { what: "timeline event", .. })), "{timeline:?}");
    let delivery = store.delivery("N1").await;
    assert!(matches!(delivery, Err(StoreError::Corrupt { what: "notification phase", .. })), "{delivery:?}");
}

#[test]
fn another_programs_database_is_left_alone() {
    let (_folder, path) = empty_folder();
    outside(&path).batch_execute("CREATE TABLE bookmarks (url TEXT)").expect("writes");
    let reason = refusal(&path);
    assert!(reason.contains("the database of another program"), "{reason}");
}

#[test]
fn a_newer_schema_is_refused() {
    let (_folder, path) = empty_folder();
    drop(SqliteStore::open(&path).expect("opens"));
    outside(&path).batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')").expect("writes");
    let reason = refusal(&path);
    assert!(reason.contains("a newer payscore has written it (schema 9999)"), "{reason}");
}

#[test]
fn a_locked_database_is_refused() {
    let (_folder, path) = empty_folder();
    drop(SqliteStore::open(&path).expect("opens"));
    let mut outside = outside(&path);
    outside.batch_execute("BEGIN IMMEDIATE").expect("nobody else has it");
    let reason = refusal(&path);
    assert!(reason.contains("another program has locked it"), "{reason}");
}

#[cfg(unix)]
#[test]
fn a_folder_without_write_permission_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = empty_folder();
    let set_mode = |mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path(), permissions).expect("it is our folder");
    };
    set_mode(0o555);
    // The super-user is not bound by a mode, but creates nothing in sysfs either.
    let is_root = std::fs::write(folder.path().join("probe"), "").is_ok();
    let reason = refusal(if is_root { Path::new("/sys/kernel/payscore.db") } else { &path });
    set_mode(0o755);
    assert!(reason.contains("its folder is not writable"), "{reason}");
}

const CHILD_PATH: &str = "PAYSCORE_STORE_TEST_PATH";
const CHILD_WRITERS: usize = 8;

/// Not a test of its own: what the next one starts and kills.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by a_killed_process_loses_nothing_it_acknowledged"]
async fn a_process_to_be_killed() {
    let Some(path) = std::env::var_os(CHILD_PATH) else { return };
    let store = Arc::new(SqliteStore::open(Path::new(&path)).expect("opens"));
    let writers: Vec<_> = (0..CHILD_WRITERS)
        .map(|writer| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for n in 0.. {
                    let name = format!("A{writer}-{n}");
                    commit(&*store, notifying(&name, &name, at(0))).await;
                    println!("committed {name}.");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("it never ends");
    }
}

#[tokio::test]
async fn a_killed_process_loses_nothing_it_acknowledged() {
    let (_folder, path) = empty_folder();
    let mut child = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "a_process_to_be_killed", "--ignored", "--nocapture"])
        .env(CHILD_PATH, &path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut acknowledged = Vec::new();
    for line in lines {
        // The full stop tells a whole line from one that the kill cut off.
        let line = line.expect("text");
        let Some((_, name)) = line.split_once("committed ") else { continue };
        acknowledged.extend(name.strip_suffix('.').map(ToOwned::to_owned));
        if acknowledged.len() == 300 {
            child.kill().expect("it runs");
        }
    }
    let status = child.wait().expect("it is ours");
    assert!(!status.success() && acknowledged.len() >= 300, "{status} after {}", acknowledged.len());

    let store = SqliteStore::open(&path).expect("the lock died with the process");
    for name in acknowledged {
        assert_eq!(read(&store, &key(&name)).await.version, 1);
        assert_eq!(store.timeline(&key(&name)).await.expect("reads").len(), 1);
        assert!(store.delivery(&name).await.expect("reads").is_some());
    }
}

fn completion(now: Moment) -> Complete {
    Complete {
        at: now,
        payments: Vec::new(),
        discounts: Vec::new(),
        total_amount: Fen::new(300),
        time_range: TimeRange::default(),
        location: Location { start: None, end: Some("二号柜".to_owned()) },
        profit_sharing: None,
        goods_tag: None,
        device: None,
        complete_time: None,
    }
}

/// Orders of all kinds but plain service orders.
fn one_of_each_other_kind() -> [Order; 4] {
    let sub_mchid = || "1900000199".into();
    let service = |name, seconds, party| {
        let mut order = service_order(order_key(name), at(seconds));
        if let Order::Service(order) = &mut order {
            order.terms.party = party;
        }
        order
    };
    let retail = |name, seconds, kind| {
        let mut order = retail_order(order_key(name), at(seconds));
        if let Order::Retail(order) = &mut order {
            order.terms.kind = kind;
        }
        order
    };
    [
        service("K1", 101, Party::AcquiringBank { sub_mchid: sub_mchid(), sub_appid: None, channel_id: None }),
        service("K2", 102, Party::Oversea { sub_mchid: sub_mchid(), sub_appid: None, currency: None }),
        retail("K3", 103, RetailKind::SmartRetail),
        retail("K4", 104, RetailKind::PayAfter),
    ]
}

/// The orders, a page for each kind.
async fn of_each_kind(store: &dyn Store) -> Vec<Page> {
    let mut pages = Vec::new();
    for kind in ServiceKind::ALL {
        let filter = RecordFilter { order_kind: Some(kind), ..RecordFilter::newest(RecordKind::Order, 10) };
        pages.push(store.records(&filter).await.expect("reads"));
    }
    pages
}

/// The tables as the first version had them, with an order in each state that counts: nothing of it may be lost.
#[tokio::test]
async fn a_database_of_the_first_version_is_brought_up_to_date() {
    let (_folder, path) = empty_folder();
    let store = SqliteStore::open(&path).expect("opens");
    let paid = Receipt { paid_time: at(9), channel: Channel::Wechat { transaction_id: "4200".into() } };
    for name in ["A1", "A2"] {
        commit(&store, new_order(name)).await;
    }
    let mut theirs = service_order(order_key("A3"), at(0));
    if let Order::Service(order) = &mut theirs {
        order.terms.party = Party::Partner { sub_mchid: "1900000199".into(), sub_appid: Some("wx2".into()) };
    }
    commit(&store, creation(theirs)).await;
    for order in one_of_each_other_kind() {
        commit(&store, creation(order)).await;
    }
    for (name, seconds) in [("A2", 5), ("A3", 6)] {
        commit(&store, confirmation(&read(&store, &key(name)).await, at(seconds))).await;
    }
    let completion = Event::Completed(Box::new(completion(at(8))));
    let settled = Event::Collection(CollectionEvent::Paid { attempt: Some(1), receipt: paid });
    let events = [completion, settled].map(RecordEvent::from).to_vec();
    let mut last = change(&read(&store, &key("A3")).await, events, at(9));
    last.notifications.push(notification("N1", &key("A3"), at(9)));
    commit(&store, last).await;
    for number in 1..=2 {
        let attempt = Attempt {
            number,
            at: at(9),
            status: Some(500),
            duration_ms: 3,
            error: None,
            response_body: None,
            fault: None,
        };
        let from = store.delivery("N1").await.expect("reads").expect("it is there").notification.phase;
        let transition = Transition { from, to: Phase::Waiting { attempt: number + 1, due: at(20) } };
        store.record_attempt("N1", attempt, transition).await.expect("records");
    }
    let told = store.delivery("N1").await.expect("reads").expect("it is there");
    let mut before = Vec::new();
    for name in ["A1", "A2", "A3"] {
        before.push((read(&store, &key(name)).await, store.timeline(&key(name)).await.expect("reads")));
    }
    let kinds = of_each_kind(&store).await;
    assert_eq!(kinds.iter().map(|page| page.records.len()).collect::<Vec<_>>(), [3, 1, 1, 1, 1, 0]);
    drop(store);
    outside(&path).batch_execute(include_str!("first_version.sql")).expect("goes back");

    let store = SqliteStore::open(&path).expect("brings it up to date");
    for ((stored, timeline), name) in before.iter().zip(["A1", "A2", "A3"]) {
        assert_eq!(read(&store, &key(name)).await, *stored);
        assert_eq!(store.timeline(&key(name)).await.expect("reads"), *timeline);
        for handle in stored.record.handles() {
            let found = store.record_by_handle(&MCHID.into(), RecordKind::Order, &handle).await.expect("reads");
            assert_eq!(found.as_ref(), Some(stored), "{handle:?}");
        }
    }
    assert_eq!(of_each_kind(&store).await, kinds);
    assert_eq!(store.delivery("N1").await.expect("reads").as_ref(), Some(&told), "with its attempts, in their order");
    assert_eq!(next_due(&store).await, Some(at(20)));
    assert_eq!(before[2].0.record.handles().len(), 4);
    assert_eq!(store.in_progress(&MCHID.into(), &user().openid, None).await.expect("reads"), 1);
}

#[tokio::test]
async fn a_snapshot_of_another_schema_is_refused() {
    let (folder, path) = empty_folder();
    let store = SqliteStore::open(&path).expect("opens");
    let file = folder.path().join("snapshot");
    store.save_snapshot(file.clone(), String::new()).await.expect("saves");
    let mut connection = SqliteConnection::establish(file.to_str().expect("Unicode")).expect("opens");
    connection.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')").expect("writes");
    drop(connection);
    match store.inspect_snapshot(file).await {
        Err(SnapshotError::Schema { theirs, ours }) => assert!(theirs == "9999" && ours != "9999", "{theirs} {ours}"),
        other => panic!("expected a refusal, not {other:?}"),
    }
}

#[tokio::test]
async fn another_database_is_no_snapshot() {
    let (folder, path) = empty_folder();
    let (store, other) = (SqliteStore::open(&path).expect("opens"), folder.path().join("other.db"));
    drop(SqliteStore::open(&other).expect("opens"));
    match store.inspect_snapshot(other).await {
        Err(SnapshotError::Unusable(reason)) => assert!(reason.contains("no snapshot"), "{reason}"),
        other => panic!("expected a refusal, not {other:?}"),
    }
}

/// While the store is open, and without waiting for it to be closed: the database itself grows, the log does not.
#[tokio::test]
async fn the_log_is_carried_over_meanwhile() {
    let (_folder, path) = empty_folder();
    let store = SqliteStore::open(&path).expect("opens");
    let length = |path: &Path| path.metadata().map_or(0, |file| file.len());
    let (empty, mut written) = (length(&path), 0);
    let log = PathBuf::from(format!("{}-wal", path.display()));
    while length(&path) == empty {
        assert!(written < 20_000, "nothing was carried over in {written} writes: the log has {} bytes", length(&log));
        let group = (written..written + 100).map(|n| store.commit(new_order(&format!("A{n}"))));
        for committed in futures_util::future::join_all(group).await {
            committed.expect("commits");
        }
        written += 100;
    }
    assert!(written >= 256, "carried over after {written} writes");
}
