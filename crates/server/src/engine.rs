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
    order: Order,
    now: Moment,
    events: Vec<service_order::Event>,
) -> Pending {
    let created = match &order {
        Order::Service(_) => service_order::Event::Created.into(),
        Order::SmartRetail(_) => smart_retail::Event::Created.into(),
    };
    let happened = std::iter::once(created).chain(events.into_iter().map(OrderEvent::from));
    write(app, account, order, None, happened.map(|event| (now, event)))
}

/// Commits what was decided on a stored order; where that was nothing, there is nothing to wait for.
pub(crate) fn commit<E: Into<OrderEvent>>(
    app: &App,
    account: &Account,
    stored: Stored,
    now: Moment,
    events: Vec<E>,
) -> Option<Pending> {
    if events.is_empty() {
        return None;
    }
    let happened = events.into_iter().map(|event| (now, event.into()));
    Some(write(app, account, stored.order, Some(stored.version), happened))
}

/// Applies what happened, notes it and the notifications it owes, and queues all of it as one change.
fn write(
    app: &App,
    account: &Account,
    mut order: Order,
    read_version: Option<i64>,
    happened: impl Iterator<Item = (Moment, OrderEvent)>,
) -> Pending {
    let (mut events, mut notifications) = (Vec::new(), Vec::new());
    for (at, event) in happened {
        order.apply(&event);
        notifications.extend(notices::of(app, account, &order, &event, at));
        events.push(TimelineEntry { at, event });
    }
    submit(app, Change { order, read_version, events, notifications })
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
    let payer = payer(account, &stored.order);
    let happened = stored.order.clone().catch_up(payer, &app.context_at(now));
    if happened.is_empty() {
        return Ok(Advanced::Nothing);
    }
    match write(app, account, stored.order, Some(stored.version), happened.into_iter()).await {
        // Whoever was faster did it: the caller looks again.
        Ok(()) | Err(CommitError::Conflict) => Ok(Advanced::Something),
        Err(error) => Err(error.into()),
    }
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
