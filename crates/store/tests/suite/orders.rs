//! Orders and their timelines.

use super::fixtures::*;
use payscore_domain::collection::{Channel, CollectionEvent, Receipt};
use payscore_domain::service_order::{Event, IssuedPackage};
use payscore_domain::{Handle, Order, OrderKey, Record, RecordEvent, RecordKind, retail};
use payscore_store::{Page, RecordFilter, Store, Stored, TimelineEntry};
use std::sync::Arc;

pub(crate) async fn a_new_order_is_read_back(store: Arc<dyn Store>) {
    let change = new_order("A1");
    commit(&*store, change.clone()).await;
    let expected = Stored { record: written(&change), version: 1 };
    assert_eq!(read(&*store, &key("A1")).await, expected);
    assert_eq!(store.timeline(&key("A1")).await.expect("reads"), change.writes[0].events);
    assert_eq!(store.record(&key("A2")).await.expect("reads"), None);
    assert_eq!(store.timeline(&key("A2")).await.expect("reads"), []);
}

/// The two families have events of the same name, which must not be mixed up.
pub(crate) async fn every_family_and_event_is_read_back(store: Arc<dyn Store>) {
    let retail = retail_order(order_key("R1"), at(0));
    commit(&*store, creation(retail.clone())).await;
    commit(&*store, creation(service_order(order_key("S1"), at(0)))).await;
    let openid = user().openid;
    let receipt = Receipt { paid_time: at(9), channel: Channel::Wechat { transaction_id: "4200".into() } };
    let service_events = [
        Event::PackageRenewed(IssuedPackage { package: "AAQ".into(), issued_at: at(2) }),
        Event::Declined { openid: openid.clone() },
        Event::Confirmed { openid: openid.clone(), at: at(3), query_id: "q".into() },
        Event::Collection(CollectionEvent::Started { attempt: 1, settles: at(5) }),
        Event::Collection(CollectionEvent::Failed { attempt: 1, next_attempt: at(8) }),
        Event::Collection(CollectionEvent::Paid { attempt: Some(2), receipt }),
        Event::Cancelled { reason: "用户取消".to_owned() },
        Event::Expired,
    ];
    let retail_events = [
        retail::Event::Declined { openid: openid.clone() },
        retail::Event::Confirmed { openid, at: at(3), query_id: "q".into() },
        retail::Event::Expired,
    ];
    for (name, events) in
        [("S1", service_events.map(RecordEvent::from).to_vec()), ("R1", retail_events.map(RecordEvent::from).to_vec())]
    {
        let before = read(&*store, &key(name)).await;
        let after = change(&before, events.clone(), at(10));
        commit(&*store, after.clone()).await;
        let timeline = store.timeline(&key(name)).await.expect("reads");
        assert_eq!(timeline[1..].iter().map(|entry| entry.event.clone()).collect::<Vec<_>>(), events);
        assert_eq!(read(&*store, &key(name)).await, Stored { record: written(&after), version: 2 });
    }
    assert!(matches!(read(&*store, &key("R1")).await.record, Record::Order(Order::Retail(_))));
}

pub(crate) async fn a_name_is_taken_once(store: Arc<dyn Store>) {
    commit(&*store, new_order("A1")).await;
    let again = creation(service_order(order_key("A1"), at(5)));
    assert!(conflicts(&store.commit(again).await));
    assert_eq!(read(&*store, &key("A1")).await.record.created_at(), at(0));
}

pub(crate) async fn a_name_is_one_merchants_own(store: Arc<dyn Store>) {
    let other = OrderKey::new(OTHER_MCHID, "A1");
    commit(&*store, new_order("A1")).await;
    commit(&*store, creation(service_order(other.clone(), at(5)))).await;
    assert_eq!(read(&*store, &(&other).into()).await.record.created_at(), at(5));
    assert_eq!(read(&*store, &key("A1")).await.record.created_at(), at(0));
}

pub(crate) async fn a_change_replaces_the_version_that_was_read(store: Arc<dyn Store>) {
    commit(&*store, new_order("A1")).await;
    let before = read(&*store, &key("A1")).await;
    let confirmed = confirmation(&before, at(30));
    commit(&*store, confirmed.clone()).await;
    let after = read(&*store, &key("A1")).await;
    assert_eq!(after, Stored { record: written(&confirmed), version: 2 });
    assert_eq!(after.record.state(), "DOING");
    commit(&*store, cancellation(&after, "broken")).await;
    assert_eq!(read(&*store, &key("A1")).await.version, 3);
}

pub(crate) async fn a_stale_change_conflicts(store: Arc<dyn Store>) {
    commit(&*store, new_order("A1")).await;
    let stale = read(&*store, &key("A1")).await;
    commit(&*store, confirmation(&stale, at(30))).await;
    let current = read(&*store, &key("A1")).await;
    assert!(conflicts(&store.commit(cancellation(&stale, "late")).await));
    assert_eq!(read(&*store, &key("A1")).await, current);
}

pub(crate) async fn a_change_of_no_order_conflicts(store: Arc<dyn Store>) {
    let never_stored = Stored { record: service_order(order_key("A1"), at(0)).into(), version: 1 };
    assert!(conflicts(&store.commit(confirmation(&never_stored, at(30))).await));
    assert_eq!(store.record(&key("A1")).await.expect("reads"), None);
}

pub(crate) async fn a_conflict_writes_nothing_at_all(store: Arc<dyn Store>) {
    commit(&*store, new_order("A1")).await;
    let stale = read(&*store, &key("A1")).await;
    commit(&*store, confirmation(&stale, at(30))).await;
    let timeline = store.timeline(&key("A1")).await.expect("reads");
    let mut late = cancellation(&stale, "late");
    late.notifications.push(notification("N1", &key("A1"), at(0)));
    let again = notifying("A1", "N2", at(0));
    for change in [late, again] {
        assert!(!change.writes[0].events.is_empty());
        assert!(conflicts(&store.commit(change).await));
    }
    assert_eq!(store.timeline(&key("A1")).await.expect("reads"), timeline);
    assert_eq!(store.delivery("N1").await.expect("reads"), None);
    assert_eq!(store.delivery("N2").await.expect("reads"), None);
    assert_eq!(next_due(&*store).await, None);
}

pub(crate) async fn a_timeline_keeps_its_order(store: Arc<dyn Store>) {
    commit(&*store, new_order("A1")).await;
    commit(&*store, new_order("A2")).await;
    let mut expected = new_order("A1").writes[0].events.clone();
    // The clock may be set back: what counts is what was committed first.
    for (step, seconds) in [30, 10, 20].into_iter().enumerate() {
        let events: Vec<RecordEvent> =
            (0..3).map(|n| Event::Declined { openid: format!("user {step} {n}").as_str().into() }.into()).collect();
        expected.extend(events.iter().map(|event| TimelineEntry { at: at(seconds), event: event.clone() }));
        let before = read(&*store, &key("A1")).await;
        commit(&*store, change(&before, events, at(seconds))).await;
    }
    assert_eq!(store.timeline(&key("A1")).await.expect("reads"), expected);
    assert_eq!(store.timeline(&key("A2")).await.expect("reads").len(), 1);
}

pub(crate) async fn a_query_id_finds_its_merchants_order(store: Arc<dyn Store>) {
    commit(&*store, new_order("A1")).await;
    commit(&*store, new_order("A2")).await;
    let confirmed = confirmation(&read(&*store, &key("A1")).await, at(30));
    commit(&*store, confirmed.clone()).await;
    let confirmed = written(&confirmed);
    let handle = confirmed.handles().pop().expect("confirmed");
    let find = async |mchid: &str, handle: &Handle| {
        store.record_by_handle(&mchid.into(), RecordKind::Order, handle).await.expect("reads")
    };
    assert_eq!(find(MCHID, &handle).await, Some(Stored { record: confirmed, version: 2 }));
    assert_eq!(find(OTHER_MCHID, &handle).await, None);
    assert_eq!(find(MCHID, &Handle::new(handle.name, "none")).await, None);
    assert_eq!(find(MCHID, &Handle::new("transaction_id", handle.value)).await, None);
}

pub(crate) async fn due_records_come_longest_due_first(store: Arc<dyn Store>) {
    assert_eq!(store.next_record_due().await.expect("reads"), None);
    for (name, created) in [("later", 20), ("first", 0), ("last", 30), ("second", 10)] {
        commit(&*store, creation(service_order(order_key(name), at(created)))).await;
    }
    let expires = |created: i64| at(created).plus_days(30);
    assert_eq!(store.next_record_due().await.expect("reads"), Some(expires(0)));
    assert_eq!(store.due_records(expires(-1), 10).await.expect("reads"), []);
    let due = store.due_records(expires(20), 10).await.expect("reads");
    assert_eq!(due, ["first", "second", "later"].map(key));
    assert_eq!(store.due_records(expires(20), 2).await.expect("reads"), ["first", "second"].map(key));

    // What is confirmed waits for the merchant, and is due no more.
    commit(&*store, confirmation(&read(&*store, &key("first")).await, at(40))).await;
    assert_eq!(store.next_record_due().await.expect("reads"), Some(expires(10)));
    assert_eq!(store.due_records(expires(15), 10).await.expect("reads"), [key("second")]);
}

pub(crate) async fn a_limit_of_nothing_lists_nothing(store: Arc<dyn Store>) {
    commit(&*store, notifying("A1", "N1", at(0))).await;
    for limit in [0, -1] {
        let filter = RecordFilter::newest(RecordKind::Order, limit);
        assert_eq!(store.records(&filter).await.expect("reads"), Page { records: Vec::new(), next: None });
        assert_eq!(store.due_records(at(0).plus_days(60), limit).await.expect("reads"), []);
        assert_eq!(store.due_notifications(at(60), limit).await.expect("reads"), []);
    }
}
