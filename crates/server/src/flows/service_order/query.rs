//! Query.

use crate::app::App;
use crate::engine;
use crate::gateway::{Caller, Reply};
use crate::refusal::{Refusal, SERVICE_ORDER_QUERY};
use payscore_domain::service_order::Claim;
use payscore_domain::{Rejection, ServiceOrder};

/// The order of exactly one of the two keys.
pub(crate) async fn query(
    app: &App,
    caller: &Caller,
    out_order_no: Option<&str>,
    query_id: Option<&str>,
    claim: &Claim,
) -> Result<Reply<ServiceOrder>, Refusal> {
    let refuse = |rejection: Rejection| Refusal::of(&rejection, &SERVICE_ORDER_QUERY);
    claim.party.check(&caller.account.merchant).map_err(refuse)?;
    let stored = engine::find_by_either(app, &caller.account, out_order_no, query_id).await?.map_err(refuse)?;
    let order = engine::into_service(stored).map_err(refuse)?;
    order.check_claim(claim).map_err(refuse)?;
    Ok(Reply::unchanged(order))
}
