//! `/v3/payscore/smartretail-orders`

mod cancel;
mod complete;
mod create;
mod query;

use crate::app::App;
use crate::engine;
use crate::gateway::Caller;
use crate::refusal::{Refusal, SMART_RETAIL};
use crate::routes::Routes;
use payscore_api::payscore::smartretail_orders::{
    CancelSmartRetailOrder, CompleteSmartRetailOrder, CreateSmartRetailOrder, QuerySmartRetailOrder,
};
use payscore_domain::{Order, OrderKey, Rejection};
use payscore_store::Stored;

/// What a rejection becomes on these paths.
fn refuse(rejection: Rejection) -> Refusal {
    Refusal::of(&rejection, &SMART_RETAIL)
}

/// The caller's smart-retail order of this number, as the call names it.
async fn find(
    app: &App,
    caller: &Caller,
    number: &str,
    appid: &str,
    service_id: &str,
) -> Result<Stored<Order>, Refusal> {
    let key = OrderKey::new(caller.mchid().clone(), number);
    let stored = engine::find(app, &caller.account, &key).await?.ok_or_else(Refusal::order_not_found)?;
    engine::as_retail(&stored)
        .and_then(|order| order.check_identity(&appid.into(), &service_id.into()))
        .map_err(refuse)?;
    Ok(stored)
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes
        .with::<CreateSmartRetailOrder>()
        .with::<QuerySmartRetailOrder>()
        .with::<CompleteSmartRetailOrder>()
        .with::<CancelSmartRetailOrder>()
}
