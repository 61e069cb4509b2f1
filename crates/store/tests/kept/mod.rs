//! Databases as released versions left them, and what is in them.

use aws_lc_rs::digest::{SHA256, digest};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use payscore_domain::{OrderEvent, Record, RecordEvent, RecordKind};
use payscore_store::{NotificationFilter, RecordFilter, Store, TimelineEntry};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

/// What schema 0008 left: records of all kinds, delivered notifications, lost ones, and what was under way.
pub(crate) const SCHEMA_0008: &str = include_str!("../releases/schema_0008.sql");

/// A database file as it was left.
pub(crate) fn restore(sql: &str, path: &Path) {
    let mut connection = SqliteConnection::establish(path.to_str().expect("Unicode")).expect("opens");
    connection.batch_execute(sql).expect("restores");
}

/// All that a store has but its settings, a line for each thing: whatever cannot be read any more shows as a panic,
/// whatever is read otherwise as a difference. What a line does not say is in its sum.
pub(crate) async fn all(store: &dyn Store) -> String {
    let mut text = String::new();
    for kind in [
        RecordKind::Order,
        RecordKind::Permission,
        RecordKind::Refunds,
        RecordKind::RefundNumber,
        RecordKind::Plan,
        RecordKind::SignPlan,
        RecordKind::ServiceAccount,
    ] {
        let page = store.records(&RecordFilter::newest(kind, 1000)).await.expect("reads");
        assert_eq!(page.next, None);
        for listed in page.records {
            let key = listed.record.key();
            let stored = store.record(&key).await.expect("reads").expect("it is listed");
            assert_eq!(stored.record, listed.record);
            let handles = listed.record.handles();
            for handle in &handles {
                let found = store.records_by_handle(&key.mchid, kind, handle, None, 1000).await.expect("reads");
                assert!(found.iter().any(|found| found.row == listed.row), "{key:?} by {handle:?}");
            }
            let timeline = store.timeline(&key).await.expect("reads");
            let last = timeline.last().map(|entry| entry.at.unix());
            let (state, due) = (listed.record.state(), listed.record.next_due().map(payscore_domain::Moment::unix));
            let _ = writeln!(
                text,
                "{} {} {}: {state}, version {}, {} handles, {} events, the last at {last:?}, due {due:?}, {}",
                kind.as_str(),
                key.mchid,
                key.number,
                stored.version,
                handles.len(),
                timeline.len(),
                sum(&json!({ "record": record(&stored.record), "timeline": events(&timeline) })),
            );
        }
    }
    let filter = NotificationFilter { limit: 1000, ..NotificationFilter::default() };
    for delivery in store.deliveries(&filter).await.expect("reads") {
        let sum = sum(&value(&delivery));
        let notification = delivery.notification;
        let tried: Vec<_> = delivery.attempts.iter().map(|attempt| attempt.status).collect();
        let _ = writeln!(
            text,
            "notification {} {:?} of {} {}: {:?}, tried {tried:?}, {sum}",
            notification.id, notification.event_type, notification.mchid, notification.subject, notification.phase,
        );
    }
    text
}

/// The settings that were in a database, as a store has them, a line for each.
pub(crate) async fn settings(store: &dyn Store, sql: &str) -> String {
    let rows = sql.lines().filter_map(|line| line.strip_prefix("INSERT INTO \"settings\" VALUES('"));
    let mut text = String::new();
    for name in rows.filter_map(|row| row.split_once('\'')).map(|(name, _)| name) {
        let _ = writeln!(text, "setting {name}: {:?}", store.setting(name).await.expect("reads"));
    }
    text
}

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).expect("JSON")
}

fn record(record: &Record) -> Value {
    match record {
        Record::Order(order) => value(order),
        Record::Permission(permission) => value(permission),
        Record::Refunds(refunds) => value(refunds),
        Record::RefundNumber(number) => value(number),
        Record::Plan(plan) => value(plan),
        Record::SignPlan(sign_plan) => value(sign_plan),
        Record::ServiceAccount(application) => value(application),
    }
}

fn events(timeline: &[TimelineEntry]) -> Value {
    let event = |event: &RecordEvent| match event {
        // Two families have events in common: which one it is of has to be told apart.
        RecordEvent::Order(OrderEvent::Service(event)) => json!({ "service": event }),
        RecordEvent::Order(OrderEvent::Retail(event)) => json!({ "retail": event }),
        RecordEvent::Permission(event) => value(event),
        RecordEvent::Refunds(event) => value(event),
        RecordEvent::Plan(event) => value(event),
        RecordEvent::SignPlan(event) => value(event),
        RecordEvent::ServiceAccount(event) => value(event),
    };
    timeline.iter().map(|entry| json!({ "at": entry.at, "event": event(&entry.event) })).collect()
}

/// The beginning of the SHA-256 of all that something says, its names in alphabetical order: so a field may move.
fn sum(content: &Value) -> String {
    let hash = digest(&SHA256, content.to_string().as_bytes());
    hash.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
