//! `/v3/payscore/partner/…`

mod serviceorder;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    serviceorder::routes(routes)
}
