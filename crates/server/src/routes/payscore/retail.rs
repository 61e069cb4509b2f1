//! What the paths of smart-retail and pay-after orders do. They differ in the kind of their orders, and nowhere else.

use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Reply};
use crate::refusal::{FieldNames, Refusal, SMART_RETAIL, SMART_RETAIL_COMPLETION, SMART_RETAIL_QUERY};
use crate::views::retail as view;
use payscore_api::payscore::payafter_orders::RetailOrderSynced;
use payscore_api::payscore::smartretail_orders::{RetailOrder, RetailOrderClosed, RetailOrderCreated};
use payscore_domain::retail::{self, Cancel, Complete, Event, RetailKind, Terms};
use payscore_domain::service_order::Sync;
use payscore_domain::{Order, OrderKey, Rejection};
use payscore_store::Stored;

/// How a call names its order: the appid and the service are its own where the call leaves them out.
pub(super) struct Named<'a> {
    pub(super) appid: Option<&'a str>,
    pub(super) service_id: Option<&'a str>,
}

/// What a rejection becomes on these paths.
pub(super) fn refuse(rejection: Rejection) -> Refusal {
    Refusal::of(&rejection, &SMART_RETAIL)
}

/// The terms of a creation. The requests of both families have the same fields, and no type in common.
macro_rules! terms {
    ($request:expr, $caller:expr, $kind:expr, $identity_mark:expr) => {{
        let request = $request;
        payscore_domain::retail::Terms {
            kind: $kind,
            key: payscore_domain::OrderKey::new($caller.mchid().clone(), request.out_order_no.as_str()),
            appid: request.appid.as_str().into(),
            service_id: request.service_id.as_str().into(),
            service_start_time: $crate::views::parts::read_time(request.service_start_time.as_ref()),
            service_end_time: $crate::views::parts::read_time(request.service_end_time.as_ref()),
            service_start_location: request.service_start_location.clone(),
            service_end_location: request.service_end_location.clone(),
            service_introduction: request.service_introduction.clone(),
            fees: $crate::views::retail::read_fees(request.fees.as_ref()),
            discounts: $crate::views::retail::read_discounts(request.discounts.as_ref()),
            risk_amount: request.risk_amount,
            attach: request.attach.clone(),
            need_user_confirm: request.need_user_confirm.unwrap_or(true),
            openid: request.openid.as_deref().map(Into::into),
            identity_mark: $identity_mark,
        }
    }};
}

/// The command of a completion, likewise.
macro_rules! completion {
    ($request:expr, $operation:ty, $now:expr) => {{
        use payscore_domain::retail::{Complete, FinishType};
        use $crate::routes::needed;
        let request = $request;
        let finish_type = needed::<$operation, _>(request.finish_type, &["finish_type"])?;
        Complete {
            at: $now,
            finish_type: if finish_type == 1 { FinishType::NotUsed } else { FinishType::Used },
            cancel_reason: request.cancel_reason.clone(),
            real_service_start_time: $crate::views::parts::read_time(request.real_service_start_time.as_ref()),
            real_service_end_time: $crate::views::parts::read_time(request.real_service_end_time.as_ref()),
            real_service_end_location: request.real_service_end_location.clone(),
            fees: $crate::views::retail::read_fees(request.fees.as_ref()),
            discounts: $crate::views::retail::read_discounts(request.discounts.as_ref()),
            total_amount: needed::<$operation, _>(request.total_amount, &["total_amount"])?,
            finish_ticket: needed::<$operation, _>(request.finish_ticket.as_deref(), &["finish_ticket"])?.into(),
            profit_sharing: request.profit_sharing,
        }
    }};
}

pub(super) use {completion, terms};

/// Creates an order, or finds that it was created so before.
pub(super) async fn create(app: &App, caller: &Caller, terms: Terms) -> Result<Reply<RetailOrderCreated>, Refusal> {
    terms.check().map_err(refuse)?;
    let merchant = &caller.account.merchant;
    let service = merchant.service(&terms.appid, &terms.service_id, terms.kind.service_kind()).map_err(refuse)?;
    let user = terms.openid.as_ref().map(|openid| merchant.user(openid)).transpose().map_err(refuse)?;
    let ctx = app.context();
    let admitted = engine::admitted(app, &caller.account, user, service).await?;
    let candidate = admitted.as_ref().map(|admitted| &admitted.candidate);
    // As with service orders: whether there is an order already is seen when the new one is committed.
    let decision = retail::check_create(&terms, service, candidate, &ctx);
    if (decision.is_err() || !caller.is_first_try)
        && let Some(stored) = engine::find(app, &caller.account, &terms.key).await?
    {
        let order = engine::as_retail(&stored).map_err(|_| refuse(Rejection::ReentryDiffers))?;
        retail::recreate(order, &terms).map_err(refuse)?;
        return Ok(Reply::unchanged(view::created(order)));
    }
    decision.map_err(refuse)?;
    let order = retail::create(terms, service, candidate, &ctx).map_err(refuse)?;
    let response = view::created(&order);
    let pending = Batch::new(app, &caller.account, ctx.now)
        .admitting(admitted.as_ref())
        .create(order, Vec::<Event>::new())
        .commit();
    Ok(Reply { response, pending })
}

/// Shows an order, found by one of its two keys.
pub(super) async fn query(
    app: &App,
    caller: &Caller,
    kind: RetailKind,
    keys: (Option<&str>, Option<&str>),
    named: Named<'_>,
) -> Result<Reply<RetailOrder>, Refusal> {
    let refuse = |rejection| Refusal::of(&rejection, &SMART_RETAIL_QUERY);
    let stored = engine::find_by_either(app, &caller.account, keys.0, keys.1).await?.map_err(refuse)?;
    let order = checked(&stored, Some(kind), named, &SMART_RETAIL_QUERY)?;
    Ok(Reply::unchanged(view::current(order)))
}

/// Completes an order.
pub(super) async fn complete(
    app: &App,
    caller: &Caller,
    kind: RetailKind,
    number: &str,
    named: Named<'_>,
    command: Complete,
) -> Result<Reply<RetailOrderClosed>, Refusal> {
    let refuse_completion = |rejection| Refusal::of(&rejection, &SMART_RETAIL_COMPLETION);
    command.check().map_err(refuse_completion)?;
    let stored = find(app, caller, number).await?;
    let order = checked(&stored, Some(kind), named, &SMART_RETAIL)?;
    let (appid, service_id) = (&order.terms.appid, &order.terms.service_id);
    let service = caller.account.merchant.service(appid, service_id, kind.service_kind()).map_err(refuse)?;
    let payer = engine::payer(&caller.account, order.openid.as_ref());
    // The command was dated when it was read: no time lies between the two.
    let ctx = app.context_at(command.at);
    let events = retail::complete(order, &command, service, payer, &ctx).map_err(refuse_completion)?;
    let response = view::closed(order);
    let pending = engine::commit(app, &caller.account, stored, ctx.now, events);
    Ok(Reply { response, pending })
}

/// Cancels an order.
pub(super) async fn cancel(
    app: &App,
    caller: &Caller,
    kind: RetailKind,
    number: &str,
    named: Named<'_>,
    reason: &str,
) -> Result<Reply<RetailOrderClosed>, Refusal> {
    let stored = find(app, caller, number).await?;
    let order = checked(&stored, Some(kind), named, &SMART_RETAIL)?;
    let events = retail::cancel(order, &Cancel { reason: reason.to_owned() }).map_err(refuse)?;
    let response = view::closed(order);
    let pending = engine::commit(app, &caller.account, stored, app.clock.service(), events);
    Ok(Reply { response, pending })
}

/// Settles an order of either kind that was paid elsewhere.
pub(super) async fn sync(
    app: &App,
    caller: &Caller,
    number: &str,
    named: Named<'_>,
    command: &Sync,
) -> Result<Reply<RetailOrderSynced>, Refusal> {
    let stored = find(app, caller, number).await?;
    let order = checked(&stored, None, named, &SMART_RETAIL)?;
    let ctx = app.context();
    let events = retail::sync(order, command, &ctx).map_err(refuse)?;
    let response = view::synced(order);
    let pending = engine::commit(app, &caller.account, stored, ctx.now, events);
    Ok(Reply { response, pending })
}

async fn find(app: &App, caller: &Caller, number: &str) -> Result<Stored<Order>, Refusal> {
    let key = OrderKey::new(caller.mchid().clone(), number);
    engine::find(app, &caller.account, &key).await?.ok_or_else(Refusal::order_not_found)
}

/// The order inside, where it is of this kind and the call names it rightly. Others are not found on these paths.
fn checked<'a>(
    stored: &'a Stored<Order>,
    kind: Option<RetailKind>,
    named: Named<'_>,
    names: &FieldNames,
) -> Result<&'a payscore_domain::RetailOrder, Refusal> {
    let refuse = |rejection| Refusal::of(&rejection, names);
    let order = engine::as_retail(stored).map_err(refuse)?;
    if kind.is_some_and(|kind| kind != order.terms.kind) {
        return Err(refuse(Rejection::OrderNotFound));
    }
    let appid = named.appid.map_or_else(|| order.terms.appid.clone(), Into::into);
    let service_id = named.service_id.map_or_else(|| order.terms.service_id.clone(), Into::into);
    order.check_identity(&appid, &service_id).map_err(refuse)?;
    Ok(order)
}
