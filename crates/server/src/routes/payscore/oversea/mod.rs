//! `/v3/payscore/oversea/…`

mod partner;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    partner::routes(routes)
}
