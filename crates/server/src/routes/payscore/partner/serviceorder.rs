//! `/v3/payscore/partner/serviceorder`

mod direct_complete;
mod query;

use crate::routes::Routes;
use payscore_api::payscore::partner::serviceorder::{DirectCompletePartnerServiceOrder, QueryPartnerServiceOrder};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<QueryPartnerServiceOrder>().with::<DirectCompletePartnerServiceOrder>()
}
