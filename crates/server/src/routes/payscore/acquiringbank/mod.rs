//! `/v3/payscore/acquiringbank/…`

mod serviceorder;
mod servicepayondeliveryorder;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    let routes = serviceorder::routes(routes);
    servicepayondeliveryorder::routes(routes)
}
