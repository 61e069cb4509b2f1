//! All of the state at once: a reset, and snapshots.

use super::fixtures::*;
use payscore_domain::RecordKind;
use payscore_store::{NotificationFilter, RecordFilter, SnapshotError, Store};
use std::sync::Arc;

/// The numbers of all orders, and the ids of all notifications.
async fn all(store: &dyn Store) -> (Vec<String>, Vec<String>) {
    let filter = RecordFilter::newest(RecordKind::Order, 100);
    let orders = store.records(&filter).await.expect("reads");
    let told = store.deliveries(&NotificationFilter { limit: 100, ..NotificationFilter::default() }).await;
    let told = told.expect("reads").into_iter().map(|delivery| delivery.notification.id);
    (orders.records.into_iter().map(|listed| listed.record.key().number).collect(), told.collect())
}

pub(crate) async fn a_reset_leaves_what_it_is_given(store: Arc<dyn Store>) {
    commit(&*store, notifying("A1", "N1", at(0))).await;
    let before = read(&*store, &key("A1")).await;
    for (name, value) in [("clock.offset", "1"), ("clock.speed", "2"), ("merchant.1", "3")] {
        store.set_setting(name, value).await.expect("writes");
    }
    store.reset(&["clock."], vec![new_order("B1"), new_order("B2")]).await.expect("resets");
    assert_eq!(all(&*store).await, (vec!["B2".to_owned(), "B1".to_owned()], Vec::new()));
    assert!(store.timeline(&key("A1")).await.expect("reads").is_empty());
    assert_eq!(store.record(&key("A1")).await.expect("reads"), None);
    assert_eq!(read(&*store, &key("B1")).await.record, written(&new_order("B1")));
    assert_eq!(next_due(&*store).await, None);
    assert_eq!(store.setting("clock.offset").await.expect("reads"), None);
    assert_eq!(store.setting("clock.speed").await.expect("reads"), None);
    assert_eq!(store.setting("merchant.1").await.expect("reads").as_deref(), Some("3"));
    // What was decided before it is decided anew.
    assert!(conflicts(&store.commit(confirmation(&before, at(1))).await));
}

pub(crate) async fn a_snapshot_brings_back_what_it_was_made_of(store: Arc<dyn Store>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("it's a snapshot");
    commit(&*store, notifying("A1", "N1", at(0))).await;
    store.set_setting("kept", "before").await.expect("writes");
    let (before, timeline) = (read(&*store, &key("A1")).await, store.timeline(&key("A1")).await.expect("reads"));
    store.save_snapshot(path.clone(), "a note".to_owned()).await.expect("saves");

    commit(&*store, confirmation(&before, at(1))).await;
    commit(&*store, notifying("A2", "N2", at(0))).await;
    store.set_setting("kept", "after").await.expect("writes");
    let found = store.inspect_snapshot(path.clone()).await.expect("in order");
    assert_eq!((found.note.as_str(), found.records, found.notifications), ("a note", 1, 1));
    assert_eq!(found.merchants, [MCHID]);
    store.load_snapshot(path.clone(), vec![("clock".to_owned(), "7".to_owned())]).await.expect("loads");
    assert_eq!(all(&*store).await, (vec!["A1".to_owned()], vec!["N1".to_owned()]));
    assert_eq!(read(&*store, &key("A1")).await, before);
    assert_eq!(store.timeline(&key("A1")).await.expect("reads"), timeline);
    assert_eq!(store.setting("kept").await.expect("reads").as_deref(), Some("after"));
    assert_eq!(store.setting("clock").await.expect("reads").as_deref(), Some("7"));
    // It goes on from there, and can be loaded as often as one likes.
    commit(&*store, confirmation(&before, at(1))).await;
    let earlier = store.commit(new_order("A3"));
    store.load_snapshot(path, Vec::new()).await.expect("loads again");
    earlier.await.expect("it was queued before");
    assert_eq!(store.record(&key("A3")).await.expect("reads"), None, "and is gone with the rest");
    assert_eq!(read(&*store, &key("A1")).await, before);
}

pub(crate) async fn a_file_that_is_none_is_refused(store: Arc<dyn Store>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("none");
    std::fs::write(&path, "not a database".repeat(100)).expect("writes");
    let refused = store.inspect_snapshot(path).await;
    assert!(matches!(&refused, Err(SnapshotError::Unusable(_))), "{refused:?}");
}
