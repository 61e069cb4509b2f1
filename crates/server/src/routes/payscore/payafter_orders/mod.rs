//! `/v3/payscore/payafter-orders`

mod cancel;
mod complete;
mod create;
mod query;
mod sync;

use crate::routes::Routes;
use payscore_api::payscore::payafter_orders::{
    CancelPayAfterOrder, CompletePayAfterOrder, CreatePayAfterOrder, QueryPayAfterOrder, SyncPayAfterOrder,
};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes
        .with::<CreatePayAfterOrder>()
        .with::<QueryPayAfterOrder>()
        .with::<CompletePayAfterOrder>()
        .with::<CancelPayAfterOrder>()
        .with::<SyncPayAfterOrder>()
}
