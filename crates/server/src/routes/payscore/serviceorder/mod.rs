//! `/v3/payscore/serviceorder`

mod cancel;
mod complete;
mod create;
mod query;
mod sync;

use crate::app::App;
use crate::engine;
use crate::gateway::Caller;
use crate::refusal::{Refusal, SERVICE_ORDER};
use crate::routes::Routes;
use payscore_api::payscore::serviceorder::{
    CancelServiceOrder, CompleteServiceOrder, CreateServiceOrder, QueryServiceOrder, SyncServiceOrder,
};
use payscore_domain::{Order, OrderKey, Rejection};
use payscore_store::Stored;

/// What a rejection becomes on these paths.
pub(super) fn refuse(rejection: Rejection) -> Refusal {
    Refusal::of(&rejection, &SERVICE_ORDER)
}

/// The caller's service order of this number, as the call names it.
async fn find(
    app: &App,
    caller: &Caller,
    number: &str,
    appid: &str,
    service_id: &str,
) -> Result<Stored<Order>, Refusal> {
    let key = OrderKey::new(caller.mchid().clone(), number);
    let stored = engine::find(app, &caller.account, &key).await?.ok_or_else(Refusal::order_not_found)?;
    engine::as_service(&stored)
        .and_then(|order| order.check_identity(&appid.into(), &service_id.into()))
        .map_err(refuse)?;
    Ok(stored)
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes
        .with::<CreateServiceOrder>()
        .with::<QueryServiceOrder>()
        .with::<CompleteServiceOrder>()
        .with::<CancelServiceOrder>()
        .with::<SyncServiceOrder>()
}
