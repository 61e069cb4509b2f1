//! `/v3/payscore/…`

mod acquiringbank;
mod merchant_bill;
mod oversea;
mod partner;
mod payafter_orders;
mod plan;
mod retail;
mod serviceorder;
mod servicepayondeliveryorder;
mod sign_plan;
mod smartretail_orders;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    let routes = acquiringbank::routes(routes);
    let routes = oversea::routes(routes);
    let routes = merchant_bill::routes(routes);
    let routes = partner::routes(routes);
    let routes = plan::routes(routes);
    let routes = payafter_orders::routes(routes);
    let routes = serviceorder::routes(routes);
    let routes = servicepayondeliveryorder::routes(routes);
    let routes = sign_plan::routes(routes);
    smartretail_orders::routes(routes)
}
