//! `/v3/payscore/oversea/partner/serviceorder`

mod cancel;
mod complete;
mod create;
mod query;
mod sync;

use crate::routes::Routes;
use payscore_api::payscore::oversea::partner::serviceorder::{
    CancelOverseaPartnerServiceOrder, CompleteOverseaPartnerServiceOrder, CreateOverseaPartnerServiceOrder,
    QueryOverseaPartnerServiceOrder, SyncOverseaPartnerServiceOrder,
};
use payscore_domain::service_order::{Claim, Party};

/// What these calls name of the order.
fn claim(sub_mchid: &str, currency: Option<&str>, service_id: &str) -> Claim {
    let currency = currency.map(Into::into);
    let party = Party::Oversea { sub_mchid: sub_mchid.into(), sub_appid: None, currency };
    Claim { party, appid: None, service_id: Some(service_id.into()) }
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes
        .with::<CreateOverseaPartnerServiceOrder>()
        .with::<QueryOverseaPartnerServiceOrder>()
        .with::<CompleteOverseaPartnerServiceOrder>()
        .with::<CancelOverseaPartnerServiceOrder>()
        .with::<SyncOverseaPartnerServiceOrder>()
}
