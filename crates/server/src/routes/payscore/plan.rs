//! `/v3/payscore/plan/…`

mod partner;
mod payscore_plans;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    partner::routes(payscore_plans::routes(routes))
}
