//! Remind.

use super::{find, refuse};
use crate::app::App;
use crate::gateway::{Caller, Reply};
use crate::refusal::Refusal;
use payscore_domain::ServiceOrder;
use payscore_domain::service_order::{self, Claim, Message, Reminder};

/// The order whose user was sent the message.
pub(crate) async fn remind(
    app: &App,
    caller: &Caller,
    number: &str,
    claim: &Claim,
    message: Message,
    command: &Reminder,
) -> Result<Reply<ServiceOrder>, Refusal> {
    command.charges.check().map_err(refuse)?;
    let found = find(app, caller, number, claim).await?;
    let service = found.order.service(&caller.account.merchant).map_err(refuse)?;
    let ctx = app.context();
    let events = service_order::remind(&found.order, message, command, service, &ctx).map_err(refuse)?;
    Ok(found.commit(app, caller, ctx.now, events))
}
