//! `/v3/payscore/plan/partner/…`

mod payscore_plans;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    payscore_plans::routes(routes)
}
