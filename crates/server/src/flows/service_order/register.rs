//! Register a deduction, and query it.

use super::{find, refuse};
use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER_QUERY};
use payscore_domain::service_order::{self, Claim};
use payscore_domain::{DeductionNo, Order, RecordKind, Rejection, ServiceOrder};

/// The order whose deduction was registered. What came of it, the query and the notification tell.
pub(crate) async fn register(
    app: &App,
    caller: &Caller,
    number: &str,
    claim: &Claim,
    deduction_no: &DeductionNo,
) -> Result<Reply<ServiceOrder>, Refusal> {
    let found = find(app, caller, number, claim).await?;
    let payer = engine::payer(&caller.account, found.order.openid.as_ref());
    let ctx = app.context();
    let events = service_order::register(&found.order, deduction_no, payer, &ctx).map_err(refuse)?;
    let handle = Order::by_deduction_no(deduction_no);
    let elsewhere = engine::find_by_handle(app, &caller.account, RecordKind::Order, &handle).await?;
    if elsewhere.is_some_and(|other| other.record.key() != (&found.order.terms.key).into()) {
        return Err(refuse(Rejection::DeductionNoUsed { given: deduction_no.clone() }));
    }
    Ok(found.commit(app, caller, ctx.now, events))
}

/// The order, and the number registered last for it.
pub(crate) async fn deduction(
    app: &App,
    caller: &Caller,
    number: &str,
    claim: &Claim,
) -> Result<Reply<(ServiceOrder, DeductionNo)>, Refusal> {
    let refuse = |rejection: Rejection| Refusal::of(&rejection, &SERVICE_ORDER_QUERY);
    let order = super::query(app, caller, Some(number), None, claim).await?.response;
    let deduction_no = service_order::deduction(&order).map_err(refuse)?.clone();
    Ok(Reply::unchanged((order, deduction_no)))
}
