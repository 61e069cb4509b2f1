//! Reads must not slow down as the tables grow. This looks at the plan of every query that the backend really makes:
//! none may scan a table or sort a long list. It is a program of its own, because it listens to all connections.

#[expect(dead_code, reason = "the other test program uses all of it")]
#[path = "suite/fixtures.rs"]
mod fixtures;
#[expect(dead_code, reason = "the other test program uses all of it")]
#[path = "suite/lists.rs"]
mod lists;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::prelude::*;
use fixtures::*;
use payscore_domain::{Handle, RecordKind};
use payscore_store::{NotificationFilter, RecordFilter, SqliteStore, Standing, Store};
use std::collections::BTreeSet;
use std::sync::Mutex;

static QUERIES: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn listener() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            let text = text.split(" -- binds").next().unwrap_or_default();
            if text.starts_with("SELECT") && !text.contains("__diesel") && !text.contains("sqlite_schema") {
                QUERIES.lock().expect("nobody panicked").insert(text.to_owned());
            }
        }
    }))
}

/// Every read in every shape.
async fn read_everything(store: &dyn Store) {
    commit(store, notifying("A1", "N1", at(0))).await;
    read(store, &key("A1")).await;
    store.timeline(&key("A1")).await.expect("reads");
    let handle = Handle::new("query_id", "q");
    store.record_by_handle(&MCHID.into(), RecordKind::Order, &handle).await.expect("reads");
    store.records_by_handle(&MCHID.into(), RecordKind::Order, &handle, Some(7), 10).await.expect("reads");
    for service_id in [None, Some(&"500001".into())] {
        store.in_progress(&MCHID.into(), &"o-user".into(), service_id).await.expect("reads");
    }
    store.count_by_state(RecordKind::Order).await.expect("reads");
    store.due_records(at(0), 10).await.expect("reads");
    store.next_record_due().await.expect("reads");
    store.due_notifications(at(0), 10).await.expect("reads");
    store.merchants_owed().await.expect("reads");
    store.due_notifications_of(&MCHID.into(), at(0), &[7], 10).await.expect("reads");
    store.delivery("N1").await.expect("reads");
    store.setting("clock").await.expect("reads");
    for mchid in [None, mchid(MCHID)] {
        for subject in [None, Some("A1".to_owned())] {
            for standing in [None, Some(Standing::Waiting), Some(Standing::Held)] {
                for before in [None, Some("N1".to_owned())] {
                    let (mchid, subject) = (mchid.clone(), subject.clone());
                    let filter = NotificationFilter { mchid, subject, standing, before, limit: 10 };
                    store.deliveries(&filter).await.expect("reads");
                }
            }
        }
    }
    // Some walks end before they have seen all.
    commit(store, lists::more_than_a_page_looks_at(service_order, "A1")).await;
    for filter in lists::combinations() {
        for before in [None, Some(1)] {
            store.records(&RecordFilter { before, ..filter.clone() }).await.expect("reads");
        }
    }
}

#[derive(QueryableByName)]
struct PlanStep {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

/// Why a plan would get slower with the size of its table.
fn fault(query: &str, plan: &[PlanStep]) -> Option<&'static str> {
    let any = |words: &str| plan.iter().any(|step| step.detail.contains(words));
    // "Newest first" of everything walks the table backwards until the page is full, and that is all it can do.
    let walks = any("SCAN") && query.contains("WHERE");
    // The notifications of one order are a handful.
    let sorts = any("TEMP B-TREE") && !any("notifications_by_order (subject=?)");
    if walks {
        Some("scans")
    } else if sorts {
        Some("sorts")
    } else {
        None
    }
}

#[tokio::test]
async fn every_query_has_its_index() {
    set_default_instrumentation(listener).expect("nobody panicked");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("payscore.db");
    let store = SqliteStore::open(&path).expect("opens");
    read_everything(&store).await;
    let queries = QUERIES.lock().expect("nobody panicked").clone();
    let all_shapes = |words: &str| queries.iter().any(|query| query.contains(words));
    assert!(all_shapes("`row` >= ?") && all_shapes("(number, mchid) <= (?, ?)"), "{queries:#?}");
    let mut connection = SqliteConnection::establish(path.to_str().expect("Unicode")).expect("opens");
    for query in queries {
        let plan: Vec<PlanStep> =
            diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load(&mut connection).expect("a plan");
        let steps: Vec<&str> = plan.iter().map(|step| step.detail.as_str()).collect();
        println!("{query}\n  {steps:?}");
        assert_eq!(fault(&query, &plan), None, "{query}: {steps:?}");
    }
}
