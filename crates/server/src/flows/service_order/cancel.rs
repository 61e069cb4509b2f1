//! Cancel.

use super::{find, refuse};
use crate::app::App;
use crate::gateway::{Caller, Reply};
use crate::refusal::Refusal;
use payscore_domain::ServiceOrder;
use payscore_domain::service_order::{self, Cancel, Claim};

/// The order, taken back.
pub(crate) async fn cancel(
    app: &App,
    caller: &Caller,
    number: &str,
    claim: &Claim,
    command: &Cancel,
) -> Result<Reply<ServiceOrder>, Refusal> {
    let found = find(app, caller, number, claim).await?;
    let events = service_order::cancel(&found.order, command).map_err(refuse)?;
    Ok(found.commit(app, caller, app.clock.service(), events))
}
