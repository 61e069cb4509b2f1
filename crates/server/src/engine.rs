//! Loading, deciding and committing: what every change of a record has in common.

use crate::app::{Alarms, App};
use crate::figures::{Figures, Moves};
use crate::gateway::Pending;
use crate::happenings::Happening;
use crate::identity::Account;
use crate::live::{Live, Topic};
use crate::refusal::Refusal;
use crate::{notices, permissions};
use payscore_domain::retail::RetailOrder;
use payscore_domain::service_order::ServiceOrder;
use payscore_domain::{
    Behaviour, Candidate, Context, Handle, Moment, OpenId, Order, OrderKey, OutRefundNo, Record, RecordEvent,
    RecordKey, RecordKind, RefundNumber, Refunds, Rejection, Service, ServiceId, TransactionId, User,
};
use payscore_store::{Change, CommitError, Counted, Store, Stored, TimelineEntry, Write};
use std::sync::Arc;

/// How often something is tried anew because another writer was faster.
pub(crate) const CONFLICT_RETRIES: usize = 16;

/// The record of this key as it stands now, everything due by now done.
pub(crate) async fn find_record(app: &App, account: &Account, key: &RecordKey) -> Result<Option<Stored>, Refusal> {
    let stored = app.store.record(key).await?;
    up_to_date(app, account, stored).await
}

/// The same, for the newest record of a kind that has this handle.
pub(crate) async fn find_by_handle(
    app: &App,
    account: &Account,
    kind: RecordKind,
    handle: &Handle,
) -> Result<Option<Stored>, Refusal> {
    let stored = app.store.record_by_handle(&account.merchant.mchid, kind, handle).await?;
    up_to_date(app, account, stored).await
}

/// The order of this key as it stands now.
pub(crate) async fn find(app: &App, account: &Account, key: &OrderKey) -> Result<Option<Stored<Order>>, Refusal> {
    Ok(find_record(app, account, &key.into()).await?.and_then(Stored::into_order))
}

/// The refunds among which there is one of this number, as they stand now.
pub(crate) async fn find_refunds(
    app: &App,
    account: &Account,
    number: &OutRefundNo,
) -> Result<Option<Stored<Refunds>>, Refusal> {
    let mchid = &account.merchant.mchid;
    let taken = app.store.record(&RefundNumber::key_of(mchid.clone(), number)).await?;
    let Some(Stored { record: Record::RefundNumber(taken), .. }) = taken else { return Ok(None) };
    find_refunds_of(app, account, &taken.transaction_id).await
}

/// The refunds of a payment, as they stand now.
pub(crate) async fn find_refunds_of(
    app: &App,
    account: &Account,
    transaction: &TransactionId,
) -> Result<Option<Stored<Refunds>>, Refusal> {
    let key = RecordKey::new(account.merchant.mchid.clone(), RecordKind::Refunds, transaction.as_str());
    Ok(find_record(app, account, &key).await?.and_then(Stored::into_refunds))
}

/// The order, by exactly one of the two keys that a query may bring.
pub(crate) async fn find_by_either(
    app: &App,
    account: &Account,
    out_order_no: Option<&str>,
    query_id: Option<&str>,
) -> Result<Result<Stored<Order>, Rejection>, Refusal> {
    let found = match (out_order_no, query_id) {
        (Some(number), None) => find(app, account, &OrderKey::new(account.merchant.mchid.clone(), number)).await?,
        (None, Some(query_id)) => {
            let handle = Order::by_query_id(&query_id.into());
            find_by_handle(app, account, RecordKind::Order, &handle).await?.and_then(Stored::into_order)
        }
        _ => return Ok(Err(Rejection::QueryKeys)),
    };
    Ok(found.ok_or(Rejection::OrderNotFound))
}

/// What the user of an order does when money is due.
pub(crate) fn payer(account: &Account, openid: Option<&OpenId>) -> Behaviour {
    let user = openid.and_then(|openid| account.merchant.user(openid).ok());
    user.map_or(Behaviour::PaysAtOnce, |user| user.behaviour)
}

/// A user who starts an order without confirming it, and the authorization that lets them.
pub(crate) struct Admitted<'a> {
    pub(crate) candidate: Candidate<'a>,
    permission: Option<(RecordKey, i64)>,
}

/// The user who starts an order without confirming it; `None` where the service has its orders confirmed.
pub(crate) async fn admitted<'a>(
    app: &App,
    account: &Account,
    user: Option<&'a User>,
    service: &Service,
) -> Result<Option<Admitted<'a>>, Refusal> {
    match user {
        Some(user) if !service.needs_user_confirm => {
            let permission = permissions::of_user(app, account, &service.service_id, &user.openid).await?;
            let authorized = permission.as_ref().is_some_and(|stored| stored.record.is_in_force());
            let permission = permission.map(|stored| (stored.record.key(), stored.version));
            let candidate = Candidate { authorized, ..confirming(app, account, user).await? };
            Ok(Some(Admitted { candidate, permission }))
        }
        _ => Ok(None),
    }
}

/// A user about to confirm an order, with what PayScore knows of them now.
pub(crate) async fn confirming<'a>(app: &App, account: &Account, user: &'a User) -> Result<Candidate<'a>, Refusal> {
    let in_progress = if user.is_limited(app.config.strict_user_limits) {
        Some(app.store.in_progress(&account.merchant.mchid, &user.openid, None).await?)
    } else {
        None
    };
    Ok(Candidate { user, authorized: false, in_progress })
}

/// What one command changes: grown record by record, and committed as a whole or not at all.
pub(crate) struct Batch<'a> {
    app: &'a App,
    account: &'a Account,
    now: Moment,
    change: Change,
    follow_ups: Vec<FollowUp>,
    moves: Moves,
}

/// What happened to a record means this for another one, which is read when the batch is committed.
struct FollowUp {
    key: RecordKey,
    at: Moment,
    event: RecordEvent,
}

impl<'a> Batch<'a> {
    /// Of a command that is decided now.
    pub(crate) fn new(app: &'a App, account: &'a Account, now: Moment) -> Self {
        let (change, follow_ups, moves) = (Change::default(), Vec::new(), Moves::default());
        Self { app, account, now, change, follow_ups, moves }
    }

    /// A new record. What happens to it at once is in `events`, already decided, not yet applied.
    pub(crate) fn create<E: Into<RecordEvent>>(mut self, record: impl Into<Record>, events: Vec<E>) -> Self {
        let (record, now) = (record.into(), self.now);
        let created = record.created();
        let happened = std::iter::once(created).chain(events.into_iter().map(Into::into));
        self.write(record, None, happened.map(|event| (now, event)));
        self
    }

    /// What was decided on a stored record; nothing where there are no events.
    pub(crate) fn update<R: Into<Record>, E: Into<RecordEvent>>(mut self, stored: Stored<R>, events: Vec<E>) -> Self {
        let now = self.now;
        if !events.is_empty() {
            let happened = events.into_iter().map(|event| (now, event.into()));
            self.write(stored.record.into(), Some(stored.version), happened);
        }
        self
    }

    /// The decision stands only while what it was made on does: the user's authorization, and how many orders they have.
    pub(crate) fn admitting(mut self, admitted: Option<&Admitted<'_>>) -> Self {
        self.change.rests_on = admitted.and_then(|admitted| admitted.permission.clone());
        self.counting(admitted.map(|admitted| &admitted.candidate))
    }

    /// The decision stands only while its user has as many orders in progress as it was made on.
    pub(crate) fn counting(mut self, candidate: Option<&Candidate<'_>>) -> Self {
        self.change.counted = candidate.and_then(|candidate| {
            Some(Counted {
                mchid: self.account.merchant.mchid.clone(),
                openid: candidate.user.openid.clone(),
                service_id: None,
                in_progress: candidate.in_progress?,
            })
        });
        self
    }

    /// The decision stands only while this user has as many orders of the service in progress.
    pub(crate) fn while_in_progress(mut self, openid: OpenId, service_id: ServiceId, in_progress: u32) -> Self {
        let mchid = self.account.merchant.mchid.clone();
        self.change.counted = Some(Counted { mchid, openid, service_id: Some(service_id), in_progress });
        self
    }

    /// Queues all of it; `None` where there is nothing to wait for.
    pub(crate) fn commit(self) -> Option<Pending> {
        (!self.change.writes.is_empty()).then(|| submit(self.app, self.change, self.follow_ups, self.moves))
    }

    /// Commits all of it and waits until it is durable. `false`: another writer was faster, decide anew.
    pub(crate) async fn committed(self) -> Result<bool, Refusal> {
        let Some(pending) = self.commit() else { return Ok(true) };
        match pending.await {
            Ok(()) => Ok(true),
            Err(CommitError::Conflict) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Applies what happened, notes it and the notifications it owes.
    fn write(
        &mut self,
        mut record: Record,
        read_version: Option<i64>,
        happened: impl Iterator<Item = (Moment, RecordEvent)>,
    ) {
        let old_state = read_version.map(|_| record.state());
        let old_handles = if read_version.is_some() { record.handles() } else { Vec::new() };
        let mut events = Vec::new();
        for (at, event) in happened {
            record.apply(&event);
            self.change.notifications.extend(notices::of(self.app, self.account, &record, &event, at));
            let follow_up = record.follow_up(&event, at).map(|(key, event)| FollowUp { key, at, event });
            self.follow_ups.extend(follow_up);
            events.push(TimelineEntry { at, event });
        }
        if record.as_order().is_some() {
            self.moves.note(old_state, record.state());
        }
        let mut new_handles = record.handles();
        new_handles.retain(|handle| !old_handles.contains(handle));
        self.change.writes.push(Write { record, read_version, events, new_handles });
    }
}

/// Commits what was decided on one stored record.
pub(crate) fn commit<R: Into<Record>, E: Into<RecordEvent>>(
    app: &App,
    account: &Account,
    stored: Stored<R>,
    now: Moment,
    events: Vec<E>,
) -> Option<Pending> {
    Batch::new(app, account, now).update(stored, events).commit()
}

fn submit(app: &App, mut change: Change, follow_ups: Vec<FollowUp>, moves: Moves) -> Pending {
    let told = Told { alarms: app.alarms.clone(), live: app.live.clone(), figures: app.figures.clone(), moves };
    if follow_ups.is_empty() {
        return queue(&*app.store, told, change);
    }
    let (store, ctx) = (app.store.clone(), app.context());
    Pending::new(async move {
        follow(&*store, &mut change, follow_ups, &ctx).await?;
        queue(&*store, told, change).await
    })
}

/// Who is told once a change is durable.
struct Told {
    alarms: Arc<Alarms>,
    live: Arc<Live>,
    figures: Arc<Figures>,
    moves: Moves,
}

fn queue(store: &dyn Store, told: Told, change: Change) -> Pending {
    let due = change.writes.iter().filter_map(|write| write.record.next_due()).min();
    let owed: Vec<_> = change.notifications.iter().map(|notification| notification.mchid.clone()).collect();
    let committed = store.commit(change);
    Pending::new(async move {
        committed.await?;
        told.alarms.record_due(due);
        told.figures.moved(&told.moves);
        told.live.changed(Topic::Orders);
        if !owed.is_empty() {
            told.live.changed(Topic::Notifications);
            told.alarms.outbox_owes(owed);
        }
        Ok(())
    })
}

/// Adds the records that change because others do: no merchant is told of that, the change itself is told. Whatever was
/// due on them before happens before.
async fn follow(
    store: &dyn Store,
    change: &mut Change,
    follow_ups: Vec<FollowUp>,
    ctx: &Context,
) -> Result<(), CommitError> {
    for FollowUp { key, at, event } in follow_ups {
        let known = change.writes.iter().position(|write| write.record.key() == key);
        let place = match (known, store.record(&key).await?) {
            (Some(place), _) => place,
            (None, Some(Stored { record, version })) => {
                let (events, new_handles) = (Vec::new(), Vec::new());
                change.writes.push(Write { record, read_version: Some(version), events, new_handles });
                change.writes.len() - 1
            }
            (None, None) => continue,
        };
        let write = &mut change.writes[place];
        let happened = write.record.catch_up(Behaviour::PaysAtOnce, &Context { now: at, ..*ctx });
        write.record.apply(&event);
        write.events.extend(happened.into_iter().chain([(at, event)]).map(|(at, event)| TimelineEntry { at, event }));
    }
    Ok(())
}

/// Does what is due by now, each at its own moment, before anyone looks at the record.
async fn up_to_date(app: &App, account: &Account, stored: Option<Stored>) -> Result<Option<Stored>, Refusal> {
    let Some(mut stored) = stored else { return Ok(None) };
    let now = app.clock.service();
    for _ in 0..CONFLICT_RETRIES {
        let key = stored.record.key();
        if stored.record.next_due().is_none_or(|due| due > now) {
            // What a sign plan shows of its order in use has to be true, too.
            match advance_order_in_use(app, account, &stored, now).await? {
                Advanced::Nothing => return Ok(Some(stored)),
                Advanced::Something(_) => {}
            }
        } else {
            advance(app, account, stored, now).await?;
        }
        match app.store.record(&key).await? {
            Some(changed) => stored = changed,
            None => return Ok(None),
        }
    }
    Err(Refusal::system_error())
}

/// Whether anything was due.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Advanced {
    /// Nothing was.
    Nothing,
    /// Something was, and is done: this here, or by another writer.
    Something(Vec<Happening>),
}

/// Does what is due on one record by `now`, each thing at its own moment.
pub(crate) async fn advance(app: &App, account: &Account, stored: Stored, now: Moment) -> Result<Advanced, Refusal> {
    let before = advance_order_in_use(app, account, &stored, now).await?;
    if before != Advanced::Nothing {
        return Ok(before);
    }
    let payer = payer(account, stored.record.openid());
    let happened = stored.record.clone().catch_up(payer, &app.context_at(now));
    if happened.is_empty() {
        return Ok(Advanced::Nothing);
    }
    let key = stored.record.key();
    let mut done: Vec<_> = happened.iter().map(|(at, event)| Happening::of_record(&key, *at, event)).collect();
    let mut batch = Batch::new(app, account, now);
    batch.write(stored.record, Some(stored.version), happened.into_iter());
    done.extend(batch.change.notifications.iter().filter_map(Happening::of_notification));
    // Another writer who was faster did it: the caller looks again.
    let here = batch.committed().await?;
    Ok(Advanced::Something(if here { done } else { Vec::new() }))
}

/// What is due on a sign plan's order in use happens first, as far as it comes before the end of the sign plan: whichever
/// of the two happens to be looked at.
async fn advance_order_in_use(app: &App, account: &Account, stored: &Stored, now: Moment) -> Result<Advanced, Refusal> {
    let Record::SignPlan(sign_plan) = &stored.record else { return Ok(Advanced::Nothing) };
    let Some(number) = sign_plan.order_in_use() else { return Ok(Advanced::Nothing) };
    let until = sign_plan.next_due().map_or(now, |over| over.min(now));
    let key = RecordKey::new(account.merchant.mchid.clone(), RecordKind::Order, number.as_str());
    match app.store.record(&key).await? {
        Some(order) => Box::pin(advance(app, account, order, until)).await,
        None => Ok(Advanced::Nothing),
    }
}

/// The service order inside; another family's order is not found on these paths.
pub(crate) fn as_service(stored: &Stored<Order>) -> Result<&ServiceOrder, Rejection> {
    match &stored.record {
        Order::Service(order) => Ok(order),
        Order::Retail(_) => Err(Rejection::OrderNotFound),
    }
}

/// The same, taken out.
pub(crate) fn into_service(stored: Stored<Order>) -> Result<ServiceOrder, Rejection> {
    match stored.record {
        Order::Service(order) => Ok(*order),
        Order::Retail(_) => Err(Rejection::OrderNotFound),
    }
}

/// The smart-retail or pay-after order inside; another family's order is not found on these paths.
pub(crate) fn as_retail(stored: &Stored<Order>) -> Result<&RetailOrder, Rejection> {
    match &stored.record {
        Order::Retail(order) => Ok(order),
        Order::Service(_) => Err(Rejection::OrderNotFound),
    }
}
