//! `/v3/payscore/partner/…`

mod permissions;
mod service_account_applications;
mod serviceorder;
mod servicepayondeliveryorder;
mod servicequotas;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    let routes = permissions::routes(routes);
    let routes = service_account_applications::routes(routes);
    let routes = serviceorder::routes(routes);
    let routes = servicepayondeliveryorder::routes(routes);
    servicequotas::routes(routes)
}
