//! Orders, changes and notifications for tests, made by the domain's own functions.

use payscore_domain::notification::{EventType, Notification, Phase};
use payscore_domain::retail;
use payscore_domain::service_order::{self, TimeRange};
use payscore_domain::{
    Behaviour, Candidate, Context, Draw, Fen, Mchid, Moment, Order, OrderKey, Record, RecordEvent, RecordKey,
    RecordKind, Service, ServiceKind, User,
};
use payscore_store::{Change, CommitError, Store, Stored, TimelineEntry, Write};

/// The merchant of most tests.
pub(crate) const MCHID: &str = "1900000109";
/// Another merchant.
pub(crate) const OTHER_MCHID: &str = "1900000110";

/// 2025-11-21 in Beijing, and `seconds` more.
pub(crate) fn at(seconds: i64) -> Moment {
    Moment::from_unix(1_763_654_400 + seconds)
}

/// A context in which identifiers depend on the moment, so that orders created apart differ.
pub(crate) fn context(now: Moment) -> Context {
    Context { now, draw: Draw(u128::from(now.unix().unsigned_abs())), deduction_seconds: 0, strict_start_time: false }
}

/// An order's name in the store.
pub(crate) fn key(out_order_no: &str) -> RecordKey {
    RecordKey::new(MCHID, RecordKind::Order, out_order_no)
}

/// The same as orders have it.
pub(crate) fn order_key(out_order_no: &str) -> OrderKey {
    OrderKey::new(MCHID, out_order_no)
}

pub(crate) fn user() -> User {
    User { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".into(), behaviour: Behaviour::PaysAtOnce }
}

fn service(kind: ServiceKind) -> Service {
    Service { service_id: "500001".into(), kind, risk_cap: Fen::new(20_000), needs_user_confirm: true }
}

/// A service order that waits for its confirmation.
pub(crate) fn service_order(key: OrderKey, now: Moment) -> Order {
    let terms = service_order::Terms {
        key,
        appid: "wxd678efh567hg6787".into(),
        service_id: "500001".into(),
        party: service_order::Party::Direct,
        service_introduction: "充电宝 🔋 \"at once\"".to_owned(),
        payments: Vec::new(),
        discounts: Vec::new(),
        risk_fund: None,
        time_range: TimeRange { start: "OnAccept".parse().ok(), ..TimeRange::default() },
        location: service_order::Location::default(),
        attach: Some("'; DROP TABLE orders; --\n".to_owned()),
        notify_url: "http://127.0.0.1:1/notify".to_owned(),
        openid: None,
        sub_openid: None,
        need_user_confirm: true,
        device: None,
        shopping: None,
    };
    let order = service_order::create(terms, &service(ServiceKind::ServiceOrder), None, &context(now));
    Order::Service(Box::new(order.expect("the terms are in order")))
}

/// A smart-retail order that waits for its confirmation.
pub(crate) fn retail_order(key: OrderKey, now: Moment) -> Order {
    let terms = retail::Terms {
        kind: retail::RetailKind::SmartRetail,
        key,
        appid: "wxd678efh567hg6787".into(),
        service_id: "500001".into(),
        service_start_time: "20251122".parse().ok(),
        service_end_time: None,
        service_start_location: None,
        service_end_location: None,
        service_introduction: None,
        fees: Vec::new(),
        discounts: Vec::new(),
        risk_amount: Some(Fen::new(1_000)),
        attach: None,
        need_user_confirm: true,
        openid: None,
        identity_mark: None,
    };
    let order = retail::create(terms, &service(ServiceKind::SmartRetail), None, &context(now));
    Order::Retail(Box::new(order.expect("the terms are in order")))
}

/// The creation of an order, with the first line of its timeline.
pub(crate) fn creation(order: Order) -> Change {
    new_record(order.into())
}

/// The creation of a record.
pub(crate) fn new_record(record: Record) -> Change {
    let events = vec![TimelineEntry { at: record.created_at(), event: record.created() }];
    let new_handles = record.handles();
    one(Write { record, read_version: None, events, new_handles })
}

/// A change of one record.
fn one(write: Write) -> Change {
    Change { writes: vec![write], ..Change::default() }
}

/// What a change of one record makes of it.
pub(crate) fn written(change: &Change) -> Record {
    change.writes[0].record.clone()
}

/// The creation of a service order of this name.
pub(crate) fn new_order(out_order_no: &str) -> Change {
    creation(service_order(order_key(out_order_no), at(0)))
}

/// What events make of an order that was read.
pub(crate) fn change(read: &Stored, events: Vec<RecordEvent>, now: Moment) -> Change {
    let mut record = read.record.clone();
    for event in &events {
        record.apply(event);
    }
    let mut new_handles = record.handles();
    new_handles.retain(|handle| !read.record.handles().contains(handle));
    let events = events.into_iter().map(|event| TimelineEntry { at: now, event }).collect();
    one(Write { record, read_version: Some(read.version), events, new_handles })
}

/// The user confirms an order that was read.
pub(crate) fn confirmation(read: &Stored, now: Moment) -> Change {
    confirmation_drawn(read, now, context(now).draw)
}

/// The same with identifiers of one's own choice.
pub(crate) fn confirmation_drawn(read: &Stored, now: Moment, draw: Draw) -> Change {
    let user = user();
    let candidate = Candidate { user: &user, authorized: true, in_progress: None };
    let order = read.record.as_order().expect("an order");
    let events = order.confirm(&candidate, &Context { draw, ..context(now) }).expect("it waits for its confirmation");
    change(read, events.into_iter().map(Into::into).collect(), now)
}

/// The merchant cancels an order that was read.
pub(crate) fn cancellation(read: &Stored, reason: &str) -> Change {
    let Record::Order(Order::Service(order)) = &read.record else { panic!("not a service order") };
    let command = service_order::Cancel { reason: reason.to_owned() };
    let events = service_order::cancel(order, &command).expect("it can be cancelled");
    change(read, events.into_iter().map(Into::into).collect(), at(60))
}

/// A notification of an order, due at `due`.
pub(crate) fn notification(id: &str, key: &RecordKey, due: Moment) -> Notification {
    Notification {
        id: id.to_owned(),
        mchid: key.mchid.clone(),
        subject: key.number.clone(),
        event_type: EventType::UserConfirm,
        url: "http://127.0.0.1:1/notify".to_owned(),
        created_at: at(0),
        plaintext: r#"{"state":"DOING"}"#.to_owned(),
        phase: Phase::Waiting { attempt: 1, due },
    }
}

/// The creation of an order of this name that brings a notification along.
pub(crate) fn notifying(out_order_no: &str, id: &str, due: Moment) -> Change {
    let mut change = new_order(out_order_no);
    change.notifications.push(notification(id, &key(out_order_no), due));
    change
}

/// The order as stored, which must be there.
pub(crate) async fn read(store: &dyn Store, key: &RecordKey) -> Stored {
    store.record(key).await.expect("the store reads").expect("the order is there")
}

/// When the next notification is due, of any merchant.
pub(crate) async fn next_due(store: &dyn Store) -> Option<Moment> {
    store.merchants_owed().await.expect("reads").into_iter().map(|(_, due)| due).min()
}

/// Commits what must not conflict.
pub(crate) async fn commit(store: &dyn Store, change: Change) {
    store.commit(change).await.expect("it commits");
}

/// Whether a commit was refused for a conflict.
pub(crate) fn conflicts(result: &Result<(), CommitError>) -> bool {
    matches!(result, Err(CommitError::Conflict))
}

/// A merchant number to filter by.
pub(crate) fn mchid(mchid: &str) -> Option<Mchid> {
    Some(mchid.into())
}
