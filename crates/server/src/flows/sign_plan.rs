//! Sign plans, and the orders of what is in them. On whose behalf a call is made (`Party`) is for the rules to know; no
//! flow asks.

use super::service_order::refuse;
use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Reply};
use crate::notify_url;
use crate::refusal::Refusal;
use payscore_domain::service_order::{self, Party};
use payscore_domain::sign_plan::{self, Event, Numbered, Terms, Use};
use payscore_domain::{Plan, RecordKey, RecordKind, Rejection, ServiceKind, ServiceOrder, SignPlan, SignPlanId};
use payscore_store::Stored;

/// A new sign plan with these terms, or the one that they made before.
pub(crate) async fn create(app: &App, caller: &Caller, terms: Terms) -> Result<Reply<SignPlan>, Refusal> {
    notify_url::check(app, &terms.notify_url)?;
    terms.check().map_err(refuse)?;
    let account = &caller.account;
    let merchant = &account.merchant;
    terms.party.service(merchant, &terms.appid, &terms.service_id, ServiceKind::Plan).map_err(refuse)?;
    terms.signer.find(merchant).map_err(refuse)?;
    let ctx = app.context();
    if let Some(stored) = engine::find_record(app, account, &terms.key()).await?.and_then(Stored::into_sign_plan) {
        let events = sign_plan::recreate(&stored.record, &terms, &ctx).map_err(refuse)?;
        return Ok(commit(app, caller, stored, events));
    }
    let plan = engine::find_by_handle(app, account, RecordKind::Plan, &Plan::by_id(&terms.plan_id)).await?;
    let plan = plan.and_then(Stored::into_plan).map(|stored| stored.record);
    let taken = first_taken(app, caller, &terms.numbers).await?;
    let sign_plan = sign_plan::create(terms, plan.as_deref(), taken, &ctx).map_err(refuse)?;
    let pending = Batch::new(app, account, ctx.now).create(sign_plan.clone(), Vec::<Event>::new()).commit();
    Ok(Reply { response: sign_plan, pending })
}

/// The first of these order numbers that an order, or another sign plan, has already.
async fn first_taken(app: &App, caller: &Caller, numbers: &[Numbered]) -> Result<Option<usize>, Refusal> {
    let mchid = caller.mchid();
    for (index, Numbered { out_order_no, .. }) in numbers.iter().enumerate() {
        let key = RecordKey::new(mchid.clone(), RecordKind::Order, out_order_no.as_str());
        let handle = SignPlan::by_order(out_order_no);
        if app.store.record(&key).await?.is_some()
            || app.store.record_by_handle(mchid, RecordKind::SignPlan, &handle).await?.is_some()
        {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// The sign plan of this number.
pub(crate) async fn query(app: &App, caller: &Caller, number: &str, party: &Party) -> Result<Reply<SignPlan>, Refusal> {
    Ok(Reply::unchanged(*find(app, caller, number, party).await?.record))
}

/// The sign plan, stopped for this reason.
pub(crate) async fn stop(
    app: &App,
    caller: &Caller,
    number: &str,
    party: &Party,
    reason: &str,
) -> Result<Reply<SignPlan>, Refusal> {
    let stored = find(app, caller, number, party).await?;
    let events = sign_plan::stop(&stored.record, reason, &app.context()).map_err(refuse)?;
    Ok(commit(app, caller, stored, events))
}

/// The order of a service of a signed plan. Order and sign plan change together.
pub(crate) async fn start(
    app: &App,
    caller: &Caller,
    sign_plan_id: &SignPlanId,
    command: Use,
) -> Result<Reply<ServiceOrder>, Refusal> {
    notify_url::check(app, &command.notify_url)?;
    command.check().map_err(refuse)?;
    let account = &caller.account;
    let merchant = &account.merchant;
    command.party.service(merchant, &command.appid, &command.service_id, ServiceKind::Plan).map_err(refuse)?;
    let user = command.signer.find(merchant).map_err(refuse)?;
    let stored = find_by_id(app, caller, sign_plan_id, &command.party).await?;
    let detail_no = command.detail_no;
    let terms = sign_plan::order_terms(&stored.record, command).map_err(refuse)?;
    let ctx = app.context();
    if let Some(order) = engine::find(app, account, &terms.key).await? {
        let order = engine::as_service(&order).map_err(|_| refuse(Rejection::ReentryDiffers))?;
        service_order::recreate(order, &terms, &ctx).map_err(refuse)?;
        return Ok(Reply::unchanged(order.clone()));
    }
    let candidate = engine::confirming(app, account, user).await?;
    let (order, started) = sign_plan::start(&stored.record, detail_no, terms, &candidate, &ctx).map_err(refuse)?;
    let pending = Batch::new(app, account, ctx.now)
        .counting(Some(&candidate))
        .create(order.clone(), Vec::<service_order::Event>::new())
        .update(stored, vec![started])
        .commit();
    Ok(Reply { response: order, pending })
}

async fn find(app: &App, caller: &Caller, number: &str, party: &Party) -> Result<Stored<Box<SignPlan>>, Refusal> {
    party.check(&caller.account.merchant).map_err(refuse)?;
    let key = RecordKey::new(caller.mchid().clone(), RecordKind::SignPlan, number);
    let found = engine::find_record(app, &caller.account, &key).await?.and_then(Stored::into_sign_plan);
    let stored = found.ok_or_else(Refusal::order_not_found)?;
    stored.record.check_party(party).map_err(refuse)?;
    Ok(stored)
}

async fn find_by_id(
    app: &App,
    caller: &Caller,
    sign_plan_id: &SignPlanId,
    party: &Party,
) -> Result<Stored<Box<SignPlan>>, Refusal> {
    let handle = SignPlan::by_id(sign_plan_id);
    let found = engine::find_by_handle(app, &caller.account, RecordKind::SignPlan, &handle).await?;
    found
        .and_then(Stored::into_sign_plan)
        .filter(|stored| stored.record.terms.party.sub_mchid() == party.sub_mchid())
        .ok_or_else(|| refuse(Rejection::SignPlanNotFound { sign_plan_id: sign_plan_id.clone() }))
}

/// Applies and commits what was decided; the answer shows the sign plan after all of it.
fn commit(app: &App, caller: &Caller, stored: Stored<Box<SignPlan>>, events: Vec<Event>) -> Reply<SignPlan> {
    let mut response = (*stored.record).clone();
    events.iter().for_each(|event| response.apply(event));
    let pending = engine::commit(app, &caller.account, stored, app.clock.service(), events);
    Reply { response, pending }
}
