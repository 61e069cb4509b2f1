//! Modify.

use super::{find, refuse};
use crate::app::App;
use crate::gateway::{Caller, Reply};
use crate::refusal::Refusal;
use payscore_domain::ServiceOrder;
use payscore_domain::service_order::{self, Claim, Modify};

/// The order at its lower price.
pub(crate) async fn modify(
    app: &App,
    caller: &Caller,
    number: &str,
    claim: &Claim,
    command: &Modify,
) -> Result<Reply<ServiceOrder>, Refusal> {
    command.charges.check().map_err(refuse)?;
    let found = find(app, caller, number, claim).await?;
    let events = service_order::modify(&found.order, command).map_err(refuse)?;
    Ok(found.commit(app, caller, app.clock.service(), events))
}
