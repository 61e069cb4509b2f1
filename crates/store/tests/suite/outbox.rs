//! Notifications, their attempts, and settings.

use super::fixtures::*;
use payscore_domain::Moment;
use payscore_domain::notification::{Phase, Schedule};
use payscore_store::{Attempt, Delivery, NotificationFilter, Standing, Store, Transition};
use std::sync::Arc;

fn failed_attempt(number: u32, at: Moment) -> Attempt {
    let error = Some("connection refused".to_owned());
    Attempt {
        number,
        at,
        status: None,
        duration_ms: 5_000,
        error,
        response_body: None,
        fault: Some("NOTIFICATION_DROP".to_owned()),
    }
}

fn answered_attempt(number: u32, at: Moment, status: u16) -> Attempt {
    let response_body = Some(r#"{"code":"SUCCESS"}"#.to_owned());
    Attempt { number, at, status: Some(status), duration_ms: 3, error: None, response_body, fault: None }
}

async fn delivery(store: &dyn Store, id: &str) -> Delivery {
    store.delivery(id).await.expect("reads").expect("the notification is there")
}

/// Notes an attempt of a notification that stands where the store says: that takes it to `phase`.
async fn record(store: &dyn Store, id: &str, attempt: Attempt, phase: Phase) {
    let from = delivery(store, id).await.notification.phase;
    let transition = Transition { from, to: phase };
    assert!(store.record_attempt(id, attempt, transition).await.expect("records"));
}

async fn due_ids(store: &dyn Store, now: Moment, limit: i64) -> Vec<String> {
    let due = store.due_notifications(now, limit).await.expect("reads");
    due.into_iter().map(|notification| notification.id).collect()
}

pub(crate) async fn a_notification_comes_with_its_order(store: Arc<dyn Store>) {
    let change = notifying("A1", "N1", at(0));
    let expected = change.notifications[0].clone();
    commit(&*store, change).await;
    assert_eq!(delivery(&*store, "N1").await, Delivery { notification: expected.clone(), attempts: Vec::new() });
    assert_eq!(store.due_notifications(at(0), 10).await.expect("reads"), [expected]);
    assert_eq!(store.delivery("N2").await.expect("reads"), None);
}

pub(crate) async fn due_notifications_come_longest_due_first(store: Arc<dyn Store>) {
    assert_eq!(next_due(&*store).await, None);
    for (id, due) in [("later", 20), ("first", 0), ("last", 30), ("second", 10)] {
        commit(&*store, notifying(id, id, at(due))).await;
    }
    assert_eq!(next_due(&*store).await, Some(at(0)));
    assert_eq!(due_ids(&*store, at(-1), 10).await, Vec::<String>::new());
    assert_eq!(due_ids(&*store, at(20), 10).await, ["first", "second", "later"]);
    assert_eq!(due_ids(&*store, at(20), 2).await, ["first", "second"]);
}

pub(crate) async fn what_is_due_is_found_merchant_by_merchant(store: Arc<dyn Store>) {
    for (id, due) in [("N1", 0), ("N2", 10), ("N3", 20)] {
        commit(&*store, notifying(id, id, at(due))).await;
    }
    let mut other = notifying("A4", "N4", at(5));
    let key = payscore_domain::OrderKey::new(OTHER_MCHID, "A4");
    other.writes[0].record = service_order(key.clone(), at(5)).into();
    other.notifications[0].mchid = key.mchid;
    commit(&*store, other).await;
    let owed = |found: &[(&str, i64)]| found.iter().map(|(mchid, due)| ((*mchid).into(), at(*due))).collect::<Vec<_>>();
    assert_eq!(store.merchants_owed().await.expect("reads"), owed(&[(MCHID, 0), (OTHER_MCHID, 5)]));

    let mchid = MCHID.into();
    let due = async |now: i64, under_way: &[i64], limit| {
        let found = store.due_notifications_of(&mchid, at(now), under_way, limit).await.expect("reads");
        let (rows, ids): (Vec<i64>, Vec<String>) = found.due.into_iter().map(|(row, it)| (row, it.id)).unzip();
        (rows, ids, found.next)
    };
    let (rows, ids, next) = due(10, &[], 10).await;
    assert_eq!((ids, next), (vec!["N1".to_owned(), "N2".to_owned()], Some(at(20))));
    let (_, ids, next) = due(10, &[], 1).await;
    assert_eq!((ids, next), (vec!["N1".to_owned()], Some(at(10))), "there is more");
    let (_, ids, next) = due(20, &rows[..1], 10).await;
    assert_eq!((ids, next), (vec!["N2".to_owned(), "N3".to_owned()], None), "the first one is under way");
    assert_eq!(due(-1, &[], 10).await, (vec![], vec![], Some(at(0))));

    for id in ["N1", "N2", "N3"] {
        record(&*store, id, answered_attempt(1, at(20), 200), Phase::Delivered { at: at(20) }).await;
    }
    assert_eq!(due(20, &[], 10).await, (vec![], vec![], None));
    assert_eq!(store.merchants_owed().await.expect("reads"), owed(&[(OTHER_MCHID, 5)]));
}

pub(crate) async fn attempts_move_a_notification_through_its_phases(store: Arc<dyn Store>) {
    commit(&*store, notifying("A1", "N1", at(0))).await;
    let mut attempts = Vec::new();
    let mut now = at(0);
    for number in 1..16 {
        let phase = Phase::after(number, false, Schedule::ORDERS, now);
        attempts.push(failed_attempt(number, now));
        record(&*store, "N1", failed_attempt(number, now), phase).await;
        let Phase::Waiting { due, .. } = phase else { panic!("it goes on: {phase:?}") };
        assert_eq!(next_due(&*store).await, Some(due));
        assert_eq!(due_ids(&*store, due.plus(-1), 10).await, Vec::<String>::new());
        let waiting = store.due_notifications(due, 10).await.expect("reads");
        assert_eq!(waiting[0].phase, phase);
        now = due;
    }
    let given_up = Phase::after(16, false, Schedule::ORDERS, now);
    attempts.push(failed_attempt(16, now));
    record(&*store, "N1", failed_attempt(16, now), given_up).await;
    assert_eq!(delivery(&*store, "N1").await.notification.phase, given_up);
    assert_eq!(delivery(&*store, "N1").await.attempts, attempts);
    assert_eq!(next_due(&*store).await, None);

    let delivered = Phase::Delivered { at: now };
    attempts.push(answered_attempt(17, now, 204));
    record(&*store, "N1", answered_attempt(17, now, 204), delivered).await;
    assert_eq!(delivery(&*store, "N1").await.notification.phase, delivered);
    assert_eq!(delivery(&*store, "N1").await.attempts, attempts);
    assert_eq!(due_ids(&*store, now.plus_days(99), 10).await, Vec::<String>::new());
}

pub(crate) async fn an_attempt_needs_its_notification(store: Arc<dyn Store>) {
    let transition = Transition { from: Phase::new(true, at(0)), to: Phase::Delivered { at: at(0) } };
    store.record_attempt("N1", answered_attempt(1, at(0), 200), transition).await.expect_err("there is no N1");
    assert_eq!(store.delivery("N1").await.expect("reads"), None);
}

pub(crate) async fn an_attempt_that_was_overtaken_changes_nothing_but_the_list_of_attempts(store: Arc<dyn Store>) {
    let from = Phase::Waiting { attempt: 1, due: at(0) };
    let late =
        |attempt: &Attempt, from| (attempt.clone(), Transition { from, to: Phase::Delivered { at: attempt.at } });
    let (early, other) = (answered_attempt(1, at(3), 200), failed_attempt(1, at(5)));
    let others = [
        Phase::after(1, false, Schedule::ORDERS, at(5)),
        Phase::Delivered { at: at(5) },
        Phase::Held { attempt: 1 },
        Phase::Dropped { at: at(5) },
    ];
    for (number, to) in others.into_iter().enumerate() {
        let id = format!("N{number}");
        commit(&*store, notifying(&id, &id, at(0))).await;
        record(&*store, &id, other.clone(), to).await;
        let (attempt, transition) = late(&early, from);
        assert!(!store.record_attempt(&id, attempt, transition).await.expect("records"), "{to:?}");
        let delivery = delivery(&*store, &id).await;
        assert_eq!(delivery.notification.phase, to);
        assert_eq!(delivery.attempts, [early.clone(), other.clone()], "in the order in which they were made");
    }
    // What was held again meanwhile is no more where it was than what is due at another time.
    let (attempt, transition) = late(&early, Phase::Waiting { attempt: 2, due: at(6) });
    assert!(!store.record_attempt("N2", attempt, transition).await.expect("records"));
    assert_eq!(delivery(&*store, "N2").await.notification.phase, Phase::Held { attempt: 1 });
}

pub(crate) async fn what_has_moved_on_is_not_rescheduled_as_if_it_had_not(store: Arc<dyn Store>) {
    commit(&*store, notifying("A1", "N1", at(0))).await;
    let (from, url) = (Phase::Waiting { attempt: 1, due: at(0) }, "http://127.0.0.1:1/notify");
    let delivered = Phase::Delivered { at: at(5) };
    record(&*store, "N1", answered_attempt(1, at(5), 200), delivered).await;
    let held = Phase::Held { attempt: 1 };
    assert!(!store.reschedule("N1", url, Some(from), held).await.expect("writes"));
    assert_eq!(delivery(&*store, "N1").await.notification.phase, delivered);
    assert!(store.reschedule("N1", url, Some(delivered), from).await.expect("writes"));
    assert!(store.reschedule("N1", url, Some(from), held).await.expect("writes"));
    assert_eq!(delivery(&*store, "N1").await.notification.phase, held);
}

pub(crate) async fn an_unaddressed_notification_waits_for_an_address(store: Arc<dyn Store>) {
    let mut change = new_order("A1");
    let mut unaddressed = notification("N1", &key("A1"), at(0));
    unaddressed.url = String::new();
    unaddressed.phase = Phase::Unaddressed;
    change.notifications.push(unaddressed.clone());
    commit(&*store, change).await;
    assert_eq!(next_due(&*store).await, None);
    assert_eq!(delivery(&*store, "N1").await.notification, unaddressed);

    let waiting = Phase::Waiting { attempt: 1, due: at(60) };
    assert!(store.reschedule("N1", "http://127.0.0.1:2/late", None, waiting).await.expect("writes"));
    let due = store.due_notifications(at(60), 10).await.expect("reads");
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].url.as_str(), due[0].phase), ("http://127.0.0.1:2/late", waiting));
}

pub(crate) async fn a_resend_counts_attempts_anew(store: Arc<dyn Store>) {
    commit(&*store, notifying("A1", "N1", at(0))).await;
    let first = answered_attempt(1, at(0), 200);
    record(&*store, "N1", first.clone(), Phase::Delivered { at: at(0) }).await;

    let again = Phase::Waiting { attempt: 1, due: at(90) };
    assert!(store.reschedule("N1", "http://127.0.0.1:3/again", None, again).await.expect("writes"));
    assert_eq!(due_ids(&*store, at(90), 10).await, ["N1"]);
    let second = answered_attempt(1, at(90), 500);
    let waiting = Phase::after(1, false, Schedule::ORDERS, at(90));
    record(&*store, "N1", second.clone(), waiting).await;

    let delivery = delivery(&*store, "N1").await;
    assert_eq!(delivery.attempts, [first, second]);
    assert_eq!(delivery.notification.url, "http://127.0.0.1:3/again");
    assert_eq!(delivery.notification.phase, waiting);
    assert!(!store.reschedule("N2", "http://127.0.0.1:3/again", None, again).await.expect("writes"));
}

pub(crate) async fn deliveries_are_filtered_newest_first(store: Arc<dyn Store>) {
    let mut first = notifying("A1", "N1", at(0));
    first.notifications.push(notification("N2", &key("A1"), at(0)));
    commit(&*store, first).await;
    commit(&*store, notifying("A2", "N3", at(0))).await;
    let mut other = notifying("A1", "N4", at(0));
    let key = payscore_domain::OrderKey::new(OTHER_MCHID, "A1");
    other.writes[0].record = service_order(key.clone(), at(0)).into();
    other.notifications[0].mchid = key.mchid;
    commit(&*store, other).await;
    let attempt = answered_attempt(1, at(0), 200);
    record(&*store, "N2", attempt.clone(), Phase::Delivered { at: at(0) }).await;

    assert!(store.reschedule("N1", "http://127.0.0.1:1/", None, Phase::Held { attempt: 1 }).await.expect("writes"));

    let all = NotificationFilter { limit: 10, ..NotificationFilter::default() };
    let order = Some("A1".to_owned());
    for (filter, expected) in [
        (all.clone(), vec!["N4", "N3", "N2", "N1"]),
        (NotificationFilter { limit: 1, ..all.clone() }, vec!["N4"]),
        (NotificationFilter { mchid: mchid(MCHID), ..all.clone() }, vec!["N3", "N2", "N1"]),
        (NotificationFilter { subject: order.clone(), ..all.clone() }, vec!["N4", "N2", "N1"]),
        (NotificationFilter { mchid: mchid(MCHID), subject: order, ..all.clone() }, vec!["N2", "N1"]),
        (NotificationFilter { before: Some("N3".to_owned()), ..all.clone() }, vec!["N2", "N1"]),
        (NotificationFilter { before: Some("N9".to_owned()), ..all.clone() }, vec![]),
        (NotificationFilter { standing: Some(Standing::Waiting), ..all.clone() }, vec!["N4", "N3"]),
        (NotificationFilter { standing: Some(Standing::Held), ..all.clone() }, vec!["N1"]),
        (NotificationFilter { limit: 0, ..all }, vec![]),
    ] {
        let found = store.deliveries(&filter).await.expect("reads");
        let ids: Vec<&str> = found.iter().map(|delivery| delivery.notification.id.as_str()).collect();
        assert_eq!(ids, expected, "{filter:?}");
        for delivery in &found {
            let expected = if delivery.notification.id == "N2" { vec![attempt.clone()] } else { Vec::new() };
            assert_eq!(delivery.attempts, expected);
        }
    }
}

pub(crate) async fn settings_are_kept_and_replaced(store: Arc<dyn Store>) {
    assert_eq!(store.setting("clock").await.expect("reads"), None);
    store.set_setting("clock", "0").await.expect("writes");
    store.set_setting("clock", "3600").await.expect("writes");
    store.set_setting("empty", "").await.expect("writes");
    assert_eq!(store.setting("clock").await.expect("reads").as_deref(), Some("3600"));
    assert_eq!(store.setting("empty").await.expect("reads").as_deref(), Some(""));
}
