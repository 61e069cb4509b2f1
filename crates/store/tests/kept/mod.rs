//! Databases as released versions left them, and what is in them.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use payscore_domain::RecordKind;
use payscore_store::{NotificationFilter, RecordFilter, Store};
use std::fmt::Write;
use std::path::Path;

/// What schema 0008 left: records of all kinds, delivered notifications, lost ones, and what was under way.
pub(crate) const SCHEMA_0008: &str = include_str!("../releases/schema_0008.sql");

/// A database file as it was left.
pub(crate) fn restore(sql: &str, path: &Path) {
    let mut connection = SqliteConnection::establish(path.to_str().expect("Unicode")).expect("opens");
    connection.batch_execute(sql).expect("restores");
}

/// All that a store has, a line for each thing: whatever cannot be read any more shows as a panic, whatever is
/// read otherwise as a difference.
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
                "{} {} {}: {state}, version {}, {} handles, {} events, the last at {last:?}, due {due:?}",
                kind.as_str(),
                key.mchid,
                key.number,
                stored.version,
                handles.len(),
                timeline.len(),
            );
        }
    }
    let filter = NotificationFilter { limit: 1000, ..NotificationFilter::default() };
    for delivery in store.deliveries(&filter).await.expect("reads") {
        let notification = delivery.notification;
        let tried: Vec<_> = delivery.attempts.iter().map(|attempt| attempt.status).collect();
        let _ = writeln!(
            text,
            "notification {} {:?} of {} {}: {:?}, tried {tried:?}",
            notification.id, notification.event_type, notification.mchid, notification.subject, notification.phase,
        );
    }
    text
}
