//! Create, also of orders that are paid for on delivery.

use super::{Found, named_user, refuse};
use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Reply};
use crate::notify_url;
use crate::refusal::Refusal;
use payscore_domain::service_order::{self, Event, Terms};
use payscore_domain::{Rejection, ServiceOrder};

/// A new order with these terms, or the one that they made before.
pub(crate) async fn create(app: &App, caller: &Caller, terms: Terms) -> Result<Reply<ServiceOrder>, Refusal> {
    // Where it may be left out, the merchant's setting counts.
    if !terms.notify_url.is_empty() {
        notify_url::check(app, &terms.notify_url)?;
    }
    let account = &caller.account;
    terms.check().map_err(refuse)?;
    let service = terms.service(&account.merchant).map_err(refuse)?;
    let user = named_user(caller, &terms)?;
    let ctx = app.context();
    if let Some(stored) = engine::find(app, account, &terms.key).await? {
        let order = engine::as_service(&stored).map_err(|_| refuse(Rejection::ReentryDiffers))?.clone();
        let events = service_order::recreate(&order, &terms, &ctx).map_err(refuse)?;
        return Ok(Found { stored, order }.commit(app, caller, ctx.now, events));
    }
    let admitted = engine::admitted(app, account, user, service).await?;
    let order = service_order::create(terms, service, admitted.as_ref().map(|admitted| &admitted.candidate), &ctx)
        .map_err(refuse)?;
    let batch = Batch::new(app, account, ctx.now).admitting(admitted.as_ref());
    let pending = batch.create(order.clone(), Vec::<Event>::new()).commit();
    Ok(Reply { response: order, pending })
}
