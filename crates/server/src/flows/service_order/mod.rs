//! Service orders: one file a transition. On whose behalf a call is made (`Party`) is for the rules to know; no flow
//! asks.

mod cancel;
mod complete;
mod create;
mod direct_complete;
mod modify;
mod query;
mod register;
mod remind;
mod request_payment;
mod sync;

pub(crate) use cancel::cancel;
pub(crate) use complete::complete;
pub(crate) use create::create;
pub(crate) use direct_complete::direct_complete;
pub(crate) use modify::modify;
pub(crate) use query::query;
pub(crate) use register::{deduction, register};
pub(crate) use remind::remind;
pub(crate) use request_payment::request_payment;
pub(crate) use sync::sync;

use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER};
use payscore_domain::service_order::{Claim, Event, Terms};
use payscore_domain::{Moment, Order, OrderKey, Rejection, ServiceOrder, User};
use payscore_store::Stored;

/// What a rejection becomes on these paths.
pub(crate) fn refuse(rejection: Rejection) -> Refusal {
    Refusal::of(&rejection, &SERVICE_ORDER)
}

/// The caller's order of this number, as the call names it.
async fn find(app: &App, caller: &Caller, number: &str, claim: &Claim) -> Result<Found, Refusal> {
    claim.party.check(&caller.account.merchant).map_err(refuse)?;
    let key = OrderKey::new(caller.mchid().clone(), number);
    let stored = engine::find(app, &caller.account, &key).await?.ok_or_else(Refusal::order_not_found)?;
    let order = engine::as_service(&stored).map_err(refuse)?.clone();
    order.check_claim(claim).map_err(refuse)?;
    Ok(Found { stored, order })
}

/// An order on its way through a flow.
struct Found {
    stored: Stored<Order>,
    order: ServiceOrder,
}

impl Found {
    /// Applies and commits what was decided; the answer shows the order after all of it.
    fn commit(mut self, app: &App, caller: &Caller, now: Moment, events: Vec<Event>) -> Reply<ServiceOrder> {
        events.iter().for_each(|event| self.order.apply(event));
        let pending = engine::commit(app, &caller.account, self.stored, now, events);
        Reply { response: self.order, pending }
    }
}

/// The user whom the terms name, in either way.
fn named_user<'a>(caller: &'a Caller, terms: &Terms) -> Result<Option<&'a User>, Refusal> {
    let merchant = &caller.account.merchant;
    let user = terms.openid.as_ref().map(|openid| merchant.user(openid)).transpose().map_err(refuse)?;
    let sub_user = terms.sub_openid.as_ref().map(|openid| merchant.sub_user(openid)).transpose().map_err(refuse)?;
    Ok(user.or(sub_user))
}
