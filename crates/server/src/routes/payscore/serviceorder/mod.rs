//! `/v3/payscore/serviceorder`

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
use payscore_api::payscore::serviceorder::{
    CancelServiceOrder, CompleteServiceOrder, CreateServiceOrder, DirectCompleteServiceOrder, ModifyServiceOrder,
    PayServiceOrder, QueryServiceOrder, SendServiceOrderPendingMessage, SendServiceOrderPrepaidMessage,
    SyncServiceOrder,
};
use payscore_domain::service_order::{Claim, Party};

/// What these calls name of the order.
fn claim(appid: Option<&str>, service_id: Option<&str>) -> Claim {
    Claim { party: Party::Direct, appid: appid.map(Into::into), service_id: service_id.map(Into::into) }
}

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes
        .with::<CreateServiceOrder>()
        .with::<QueryServiceOrder>()
        .with::<DirectCompleteServiceOrder>()
        .with::<CompleteServiceOrder>()
        .with::<ModifyServiceOrder>()
        .with::<CancelServiceOrder>()
        .with::<PayServiceOrder>()
        .with::<SendServiceOrderPendingMessage>()
        .with::<SendServiceOrderPrepaidMessage>()
        .with::<SyncServiceOrder>()
}
