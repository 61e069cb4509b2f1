//! `/v3/payscore/partner/serviceorder`

mod cancel;
mod complete;
mod create;
mod direct_complete;
mod modify;
mod pay;
mod query;
mod send_pendingmessage;
mod send_prepaidmessage;
mod sync;

use crate::routes::Routes;
use payscore_api::payscore::partner::serviceorder::{
    CancelPartnerServiceOrder, CompletePartnerServiceOrder, CreatePartnerServiceOrder,
    DirectCompletePartnerServiceOrder, ModifyPartnerServiceOrder, PayPartnerServiceOrder, QueryPartnerServiceOrder,
    SendPartnerServiceOrderPendingMessage, SendPartnerServiceOrderPrepaidMessage, SyncPartnerServiceOrder,
};
use payscore_domain::service_order::{Claim, Party};

/// What these calls name of the order.
fn claim(sub_mchid: &str, service_id: Option<&str>) -> Claim {
    let party = Party::Partner { sub_mchid: sub_mchid.into(), sub_appid: None };
    Claim { party, appid: None, service_id: service_id.map(Into::into) }
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes
        .with::<CreatePartnerServiceOrder>()
        .with::<QueryPartnerServiceOrder>()
        .with::<DirectCompletePartnerServiceOrder>()
        .with::<CompletePartnerServiceOrder>()
        .with::<ModifyPartnerServiceOrder>()
        .with::<CancelPartnerServiceOrder>()
        .with::<PayPartnerServiceOrder>()
        .with::<SendPartnerServiceOrderPendingMessage>()
        .with::<SendPartnerServiceOrderPrepaidMessage>()
        .with::<SyncPartnerServiceOrder>()
}
