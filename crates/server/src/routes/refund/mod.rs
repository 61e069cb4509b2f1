//! `/v3/refund/…`

mod domestic;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    domestic::refunds::routes(routes)
}
