//! `/v3/payscore/…`

mod partner;
mod plan;
mod serviceorder;
mod sign_plan;
mod smartretail_orders;

use crate::gateway::Caller;
use crate::refusal::{Refusal, SERVICE_ORDER};
use crate::routes::Routes;
use payscore_domain::Appid;
use payscore_domain::service_order::Partner;

/// The sub-merchant that a provider's call names, its application where that is named, too.
fn partner_of(caller: &Caller, sub_mchid: &str, sub_appid: Option<&str>) -> Result<Partner, Refusal> {
    let sub_appid = sub_appid.map(Appid::from);
    let sub = caller.account.merchant.sub_merchant(Some(&sub_mchid.into()), sub_appid.as_ref());
    let sub = sub.map_err(|rejection| Refusal::of(&rejection, &SERVICE_ORDER))?;
    Ok(Partner { sub_mchid: sub.mchid.clone(), sub_appid })
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    let routes = partner::routes(routes);
    let routes = plan::routes(routes);
    let routes = serviceorder::routes(routes);
    let routes = sign_plan::routes(routes);
    smartretail_orders::routes(routes)
}
