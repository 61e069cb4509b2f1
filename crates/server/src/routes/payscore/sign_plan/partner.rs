//! `/v3/payscore/sign-plan/partner/…`

mod serviceorder;
mod user_sign_plans;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    user_sign_plans::routes(serviceorder::routes(routes))
}
