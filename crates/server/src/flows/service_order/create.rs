//! Create, also of orders that are paid for on delivery.

use super::{Found, named_user, refuse};
use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Reply};
use crate::notify_url;
use crate::refusal::Refusal;
use payscore_domain::service_order::{self, Event, Terms};
use payscore_domain::{Rejection, ServiceOrder};

/// A new order with these terms, or the one that they made before, as `show` shows it.
///
/// Most numbers are new. So where a new order may be made of the terms, nobody looks first whether there is one: the
/// store does when it commits, and then the call is decided anew, on what is there.
pub(crate) async fn create<R>(
    app: &App,
    caller: &Caller,
    terms: Terms,
    show: impl Fn(&ServiceOrder) -> R,
) -> Result<Reply<R>, Refusal> {
    // Where it may be left out, the merchant's setting counts.
    if !terms.notify_url.is_empty() {
        notify_url::check(app, &terms.notify_url)?;
    }
    let account = &caller.account;
    terms.check().map_err(refuse)?;
    let service = terms.service(&account.merchant).map_err(refuse)?;
    let user = named_user(caller, &terms)?;
    let ctx = app.context();
    let admitted = engine::admitted(app, account, user, service).await?;
    let candidate = admitted.as_ref().map(|admitted| &admitted.candidate);
    let decision = service_order::check_create(&terms, service, candidate, &ctx);
    if (decision.is_err() || !caller.is_first_try)
        && let Some(stored) = engine::find(app, account, &terms.key).await?
    {
        let order = engine::as_service(&stored).map_err(|_| refuse(Rejection::ReentryDiffers))?.clone();
        let events = service_order::recreate(&order, &terms, &ctx).map_err(refuse)?;
        return Ok(Found { stored, order }.commit(app, caller, ctx.now, events).map(|order| show(&order)));
    }
    decision.map_err(refuse)?;
    let order = service_order::create(terms, service, candidate, &ctx).map_err(refuse)?;
    let response = show(&order);
    let batch = Batch::new(app, account, ctx.now).admitting(admitted.as_ref());
    Ok(Reply { response, pending: batch.create(order, Vec::<Event>::new()).commit() })
}
