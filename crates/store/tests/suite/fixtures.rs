//! Orders, changes and notifications for tests, made by the domain's own functions.

use payscore_domain::notification::{EventType, Notification, Phase};
use payscore_domain::service_order::{self, TimeRange};
use payscore_domain::smart_retail;
use payscore_domain::{
    Behaviour, Context, Draw, Fen, Mchid, Moment, Order, OrderEvent, OrderKey, Service, ServiceKind, User,
};
use payscore_store::{Change, CommitError, Store, Stored, TimelineEntry};

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

pub(crate) fn key(out_order_no: &str) -> OrderKey {
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
pub(crate) fn smart_retail_order(key: OrderKey, now: Moment) -> Order {
    let terms = smart_retail::Terms {
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
    };
    let order = smart_retail::create(terms, &service(ServiceKind::SmartRetail), None, &context(now));
    Order::SmartRetail(Box::new(order.expect("the terms are in order")))
}

/// The creation of an order, with the first line of its timeline.
pub(crate) fn creation(order: Order) -> Change {
    let event = match &order {
        Order::Service(_) => OrderEvent::Service(service_order::Event::Created),
        Order::SmartRetail(_) => OrderEvent::SmartRetail(smart_retail::Event::Created),
    };
    let events = vec![TimelineEntry { at: order.created_at(), event }];
    Change { order, read_version: None, events, notifications: Vec::new() }
}

/// The creation of a service order of this name.
pub(crate) fn new_order(out_order_no: &str) -> Change {
    creation(service_order(key(out_order_no), at(0)))
}

/// What events make of an order that was read.
pub(crate) fn change(read: &Stored, events: Vec<OrderEvent>, now: Moment) -> Change {
    let mut order = read.order.clone();
    for event in &events {
        order.apply(event);
    }
    let events = events.into_iter().map(|event| TimelineEntry { at: now, event }).collect();
    Change { order, read_version: Some(read.version), events, notifications: Vec::new() }
}

/// The user confirms an order that was read.
pub(crate) fn confirmation(read: &Stored, now: Moment) -> Change {
    let events = read.order.confirm(&user(), &context(now)).expect("it waits for its confirmation");
    change(read, events, now)
}

/// The merchant cancels an order that was read.
pub(crate) fn cancellation(read: &Stored, reason: &str) -> Change {
    let Order::Service(order) = &read.order else { panic!("not a service order") };
    let command = service_order::Cancel { reason: reason.to_owned() };
    let events = service_order::cancel(order, &command).expect("it can be cancelled");
    change(read, events.into_iter().map(OrderEvent::Service).collect(), at(60))
}

/// A notification of an order, due at `due`.
pub(crate) fn notification(id: &str, key: &OrderKey, due: Moment) -> Notification {
    Notification {
        id: id.to_owned(),
        mchid: key.mchid.clone(),
        out_order_no: key.out_order_no.clone(),
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
pub(crate) async fn read(store: &dyn Store, key: &OrderKey) -> Stored {
    store.order(key).await.expect("the store reads").expect("the order is there")
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
