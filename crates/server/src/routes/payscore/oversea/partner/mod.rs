//! `/v3/payscore/oversea/partner/…`

mod serviceorder;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    serviceorder::routes(routes)
}
