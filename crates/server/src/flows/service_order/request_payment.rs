//! Request payment.

use super::{find, refuse};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Reply};
use crate::refusal::Refusal;
use payscore_domain::ServiceOrder;
use payscore_domain::collection::CollectionEvent;
use payscore_domain::service_order::{self, Claim, Event};
use payscore_store::CommitError;

/// The order whose deduction was made, or is under way. One that the bank turns down at once is an error to the
/// caller, and an attempt on the timeline all the same: it is durable before the error is told.
pub(crate) async fn request_payment(
    app: &App,
    caller: &Caller,
    number: &str,
    claim: &Claim,
) -> Result<Reply<ServiceOrder>, Refusal> {
    for _ in 0..engine::CONFLICT_RETRIES {
        let found = find(app, caller, number, claim).await?;
        let payer = engine::payer(&caller.account, found.order.openid.as_ref());
        let ctx = app.context();
        let events = service_order::request_payment(&found.order, payer, &ctx).map_err(refuse)?;
        let failed = matches!(events.last(), Some(Event::Collection(CollectionEvent::Failed { .. })));
        let reply = found.commit(app, caller, ctx.now, events);
        if !failed {
            return Ok(reply);
        }
        let Some(pending) = reply.pending else { return Err(Refusal::deduction_failed()) };
        match pending.await {
            Ok(()) => return Err(Refusal::deduction_failed()),
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Refusal::system_error())
}
