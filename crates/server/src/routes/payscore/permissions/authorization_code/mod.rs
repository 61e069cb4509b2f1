//! `/v3/payscore/permissions/authorization-code`

mod query;
mod terminate;

use crate::routes::Routes;
use payscore_api::payscore::permissions::authorization_code::{QueryPermissionByCode, TerminatePermissionByCode};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<QueryPermissionByCode>().with::<TerminatePermissionByCode>()
}
