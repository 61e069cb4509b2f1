//! Loading, deciding and committing: what every change of an order has in common.

use crate::app::App;
use crate::gateway::Pending;
use crate::identity::Account;
use crate::notices;
use crate::refusal::Refusal;
use payscore_domain::service_order::{self, ServiceOrder};
use payscore_domain::smart_retail::{self, SmartRetailOrder};
use payscore_domain::{Behaviour, Moment, Order, OrderEvent, OrderKey, Rejection};
use payscore_store::{Change, CommitError, Stored, TimelineEntry};

/// How often something is tried anew because another writer was faster.
const CONFLICT_RETRIES: usize = 16;

/// The order of this key as it stands now, everything due by now done.
pub(crate) async fn find(app: &App, account: &Account, key: &OrderKey) -> Result<Option<Stored>, Refusal> {
    let stored = app.store.order(key).await?;
    up_to_date(app, account, stored).await
}

/// The same, for the text that the confirmation page handed back.
pub(crate) async fn find_by_query_id(app: &App, account: &Account, query_id: &str) -> Result<Option<Stored>, Refusal> {
    let stored = app.store.order_by_query_id(&account.merchant.mchid, &query_id.into()).await?;
    up_to_date(app, account, stored).await
}

/// By exactly one of the two keys that a query may bring.
pub(crate) async fn find_by_either(
    app: &App,
    account: &Account,
    out_order_no: Option<&str>,
    query_id: Option<&str>,
) -> Result<Result<Stored, Rejection>, Refusal> {
    let found = match (out_order_no, query_id) {
        (Some(number), None) => find(app, account, &OrderKey::new(account.merchant.mchid.clone(), number)).await?,
        (None, Some(query_id)) => find_by_query_id(app, account, query_id).await?,
        _ => return Ok(Err(Rejection::QueryKeys)),
    };
    Ok(found.ok_or(Rejection::OrderNotFound))
}

/// What the order's user does when money is due.
pub(crate) fn payer(account: &Account, order: &Order) -> Behaviour {
    let user = order.openid().and_then(|openid| account.merchant.user(openid).ok());
    user.map_or(Behaviour::PaysAtOnce, |user| user.behaviour)
}

/// Commits a new order. What happens to it at once is in `events`, already decided, not yet applied.
pub(crate) fn commit_new(
    app: &App,
    account: &Account,
    mut order: Order,
    now: Moment,
    events: &[OrderEvent],
) -> Pending {
    let created = match &order {
        Order::Service(_) => OrderEvent::Service(service_order::Event::Created),
        Order::SmartRetail(_) => OrderEvent::SmartRetail(smart_retail::Event::Created),
    };
    let mut change = Change {
        order: order.clone(),
        read_version: None,
        events: vec![TimelineEntry { at: now, event: created }],
        notifications: Vec::new(),
    };
    for event in events {
        take_in(app, account, &mut order, &mut change, now, event);
    }
    change.order = order;
    submit(app, change)
}

/// Commits what was decided on a stored order.
pub(crate) fn commit(app: &App, account: &Account, stored: Stored, now: Moment, events: &[OrderEvent]) -> Pending {
    let Stored { mut order, version } = stored;
    let mut change =
        Change { order: order.clone(), read_version: Some(version), events: Vec::new(), notifications: Vec::new() };
    for event in events {
        take_in(app, account, &mut order, &mut change, now, event);
    }
    change.order = order;
    submit(app, change)
}

fn take_in(app: &App, account: &Account, order: &mut Order, change: &mut Change, now: Moment, event: &OrderEvent) {
    order.apply(event);
    change.events.push(TimelineEntry { at: now, event: event.clone() });
    change.notifications.extend(notices::of(app, account, order, event, now));
}

fn submit(app: &App, change: Change) -> Pending {
    let due = change.order.next_due();
    let notifies = !change.notifications.is_empty();
    let committed = app.store.commit(change);
    let alarms = app.alarms.clone();
    Pending::new(async move {
        committed.await?;
        alarms.order_due(due);
        if notifies {
            alarms.notifications.notify_one();
        }
        Ok(())
    })
}

/// Does what is due by now, each at its own moment, before anyone looks at the order.
async fn up_to_date(app: &App, account: &Account, stored: Option<Stored>) -> Result<Option<Stored>, Refusal> {
    let Some(mut stored) = stored else { return Ok(None) };
    let now = app.clock.service();
    for _ in 0..CONFLICT_RETRIES {
        if stored.order.next_due().is_none_or(|due| due > now) {
            return Ok(Some(stored));
        }
        let key = stored.order.key().clone();
        advance(app, account, stored, now).await?;
        match app.store.order(&key).await? {
            Some(changed) => stored = changed,
            None => return Ok(None),
        }
    }
    Err(Refusal::system_error())
}

/// Whether anything was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Advanced {
    /// Nothing was.
    Nothing,
    /// Something was, and is done, here or by another writer.
    Something,
}

/// Does what is due on one order by `now`, each thing at its own moment.
pub(crate) async fn advance(app: &App, account: &Account, stored: Stored, now: Moment) -> Result<Advanced, Refusal> {
    let Stored { mut order, version } = stored;
    let payer = payer(account, &order);
    let mut change =
        Change { order: order.clone(), read_version: Some(version), events: Vec::new(), notifications: Vec::new() };
    for (at, event) in order.clone().catch_up(payer, &app.context_at(now)) {
        take_in(app, account, &mut order, &mut change, at, &event);
    }
    if change.events.is_empty() {
        return Ok(Advanced::Nothing);
    }
    change.order = order;
    match submit(app, change).await {
        // Whoever was faster did it: the caller looks again.
        Ok(()) | Err(CommitError::Conflict) => Ok(Advanced::Something),
        Err(error) => Err(error.into()),
    }
}

/// Wraps events of service orders.
pub(crate) fn service_events(events: Vec<service_order::Event>) -> Vec<OrderEvent> {
    events.into_iter().map(OrderEvent::Service).collect()
}

/// Wraps events of smart-retail orders.
pub(crate) fn retail_events(events: Vec<smart_retail::Event>) -> Vec<OrderEvent> {
    events.into_iter().map(OrderEvent::SmartRetail).collect()
}

/// The service order inside; another family's order is not found on these paths.
pub(crate) fn as_service(stored: &Stored) -> Result<&ServiceOrder, Rejection> {
    match &stored.order {
        Order::Service(order) => Ok(order),
        Order::SmartRetail(_) => Err(Rejection::OrderNotFound),
    }
}

/// The smart-retail order inside; another family's order is not found on these paths.
pub(crate) fn as_retail(stored: &Stored) -> Result<&SmartRetailOrder, Rejection> {
    match &stored.order {
        Order::SmartRetail(order) => Ok(order),
        Order::Service(_) => Err(Rejection::OrderNotFound),
    }
}
