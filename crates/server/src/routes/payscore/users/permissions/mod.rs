//! `/v3/payscore/users/{openid}/permissions/{service_id}`

mod terminate;

use crate::routes::Routes;
use payscore_api::payscore::users::permissions::TerminateUserPermission;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<TerminateUserPermission>()
}
