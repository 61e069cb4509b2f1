//! `/v3/payscore/smartretail-orders`

mod cancel;
mod complete;
mod create;
mod query;

use crate::routes::Routes;
use payscore_api::payscore::smartretail_orders::{
    CancelSmartRetailOrder, CompleteSmartRetailOrder, CreateSmartRetailOrder, QuerySmartRetailOrder,
};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes
        .with::<CreateSmartRetailOrder>()
        .with::<QuerySmartRetailOrder>()
        .with::<CompleteSmartRetailOrder>()
        .with::<CancelSmartRetailOrder>()
}
