//! Sync.

use super::{find, refuse};
use crate::app::App;
use crate::gateway::{Caller, Reply};
use crate::refusal::Refusal;
use payscore_domain::ServiceOrder;
use payscore_domain::service_order::{self, Claim, Sync};

/// The order, paid elsewhere.
pub(crate) async fn sync(
    app: &App,
    caller: &Caller,
    number: &str,
    claim: &Claim,
    command: &Sync,
) -> Result<Reply<ServiceOrder>, Refusal> {
    let found = find(app, caller, number, claim).await?;
    let ctx = app.context();
    let events = service_order::sync(&found.order, command, &ctx).map_err(refuse)?;
    Ok(found.commit(app, caller, ctx.now, events))
}
