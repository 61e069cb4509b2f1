//! Plans. On whose behalf a call is made (`Party`) is for the rules to know; no flow asks.

use super::service_order::refuse;
use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Reply};
use crate::refusal::Refusal;
use payscore_domain::plan::{self, Event, Terms};
use payscore_domain::service_order::Party;
use payscore_domain::{Plan, RecordKey, RecordKind, ServiceKind};
use payscore_store::Stored;

/// A new plan with these terms, or the one that they made before.
pub(crate) async fn create(app: &App, caller: &Caller, terms: Terms) -> Result<Reply<Plan>, Refusal> {
    terms.offer.check().map_err(refuse)?;
    let account = &caller.account;
    let service = terms.party.service(&account.merchant, &terms.appid, &terms.service_id, ServiceKind::Plan);
    let service = service.map_err(refuse)?;
    if let Some(stored) = engine::find_record(app, account, &terms.key()).await?.and_then(Stored::into_plan) {
        plan::recreate(&stored.record, &terms).map_err(refuse)?;
        return Ok(Reply::unchanged(*stored.record));
    }
    let ctx = app.context();
    let plan = plan::create(terms, service, &ctx).map_err(refuse)?;
    let pending = Batch::new(app, account, ctx.now).create(plan.clone(), Vec::<Event>::new()).commit();
    Ok(Reply { response: plan, pending })
}

/// The plan of this number.
pub(crate) async fn query(app: &App, caller: &Caller, number: &str, party: &Party) -> Result<Reply<Plan>, Refusal> {
    Ok(Reply::unchanged(*find(app, caller, number, party).await?.record))
}

/// The plan, stopped.
pub(crate) async fn stop(app: &App, caller: &Caller, number: &str, party: &Party) -> Result<Reply<Plan>, Refusal> {
    let stored = find(app, caller, number, party).await?;
    let ctx = app.context();
    let events = plan::stop(&stored.record, &ctx);
    let mut response = (*stored.record).clone();
    events.iter().for_each(|event| response.apply(event));
    let pending = engine::commit(app, &caller.account, stored, ctx.now, events);
    Ok(Reply { response, pending })
}

async fn find(app: &App, caller: &Caller, number: &str, party: &Party) -> Result<Stored<Box<Plan>>, Refusal> {
    party.check(&caller.account.merchant).map_err(refuse)?;
    let key = RecordKey::new(caller.mchid().clone(), RecordKind::Plan, number);
    let found = engine::find_record(app, &caller.account, &key).await?.and_then(Stored::into_plan);
    let stored = found.ok_or_else(Refusal::order_not_found)?;
    stored.record.check_party(party).map_err(refuse)?;
    Ok(stored)
}
