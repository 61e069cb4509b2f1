//! `/v3/payscore/partner/servicequotas`

mod query;

use crate::routes::Routes;
use payscore_api::payscore::partner::servicequotas::QueryServiceQuotas;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<QueryServiceQuotas>()
}
