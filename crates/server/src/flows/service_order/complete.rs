//! Complete.

use super::{find, refuse};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Reply};
use crate::refusal::Refusal;
use payscore_domain::ServiceOrder;
use payscore_domain::service_order::{self, Claim, Complete};

/// The order as completed. What the deduction that follows brought, the query and the notification tell.
pub(crate) async fn complete(
    app: &App,
    caller: &Caller,
    number: &str,
    claim: &Claim,
    command: &Complete,
) -> Result<Reply<ServiceOrder>, Refusal> {
    command.check().map_err(refuse)?;
    let mut found = find(app, caller, number, claim).await?;
    let service = found.order.service(&caller.account.merchant).map_err(refuse)?;
    let payer = engine::payer(&caller.account, found.order.openid.as_ref());
    let ctx = app.context();
    let events = service_order::complete(&found.order, command, service, payer, &ctx).map_err(refuse)?;
    if let Some(completed) = events.first() {
        found.order.apply(completed);
    }
    let pending = engine::commit(app, &caller.account, found.stored, ctx.now, events);
    Ok(Reply { response: found.order, pending })
}
