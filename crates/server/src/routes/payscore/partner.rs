//! `/v3/payscore/partner/…`

mod service_account_applications;
mod serviceorder;
mod servicepayondeliveryorder;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    let routes = service_account_applications::routes(routes);
    let routes = serviceorder::routes(routes);
    servicepayondeliveryorder::routes(routes)
}
