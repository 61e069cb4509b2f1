//! Direct complete: creation and completion in one call.

use super::{named_user, refuse};
use crate::app::App;
use crate::engine::{self, Batch};
use crate::gateway::{Caller, Reply};
use crate::notify_url;
use crate::refusal::Refusal;
use payscore_domain::service_order::{self, Complete, Terms};
use payscore_domain::{Rejection, ServiceOrder};

/// The order as completed, new or made before by the same call.
pub(crate) async fn direct_complete(
    app: &App,
    caller: &Caller,
    terms: Terms,
    completion: &Complete,
) -> Result<Reply<ServiceOrder>, Refusal> {
    if !terms.notify_url.is_empty() {
        notify_url::check(app, &terms.notify_url)?;
    }
    service_order::check_direct_complete(&terms, completion).map_err(refuse)?;
    let account = &caller.account;
    let service = terms.service(&account.merchant).map_err(refuse)?;
    let ctx = app.context();
    // As with creations: whether there is an order already is seen when the new one is committed.
    let new = async {
        let user = named_user(caller, &terms)?;
        let admitted = engine::admitted(app, account, user, service).await?;
        let candidate = admitted.as_ref().map(|admitted| &admitted.candidate);
        let made = service_order::direct_complete(terms.clone(), completion, service, candidate, &ctx);
        Ok::<_, Refusal>((admitted, made.map_err(refuse)?))
    };
    let new = new.await;
    if (new.is_err() || !caller.is_first_try)
        && let Some(stored) = engine::find(app, account, &terms.key).await?
    {
        let order = engine::as_service(&stored).map_err(|_| refuse(Rejection::ReentryDiffers))?;
        service_order::repeat_direct_complete(order, &terms, completion).map_err(refuse)?;
        return Ok(Reply::unchanged(order.clone()));
    }
    let (admitted, (order, events)) = new?;
    let mut completed = order.clone();
    events.iter().take(1).for_each(|event| completed.apply(event));
    let pending = Batch::new(app, account, ctx.now).admitting(admitted.as_ref()).create(order, events).commit();
    Ok(Reply { response: completed, pending })
}
