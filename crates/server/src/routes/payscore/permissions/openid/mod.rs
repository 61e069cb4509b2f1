//! `/v3/payscore/permissions/openid`

mod query;
mod terminate;

use crate::routes::Routes;
use payscore_api::payscore::permissions::openid::{QueryPermissionByOpenid, TerminatePermissionByOpenid};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<QueryPermissionByOpenid>().with::<TerminatePermissionByOpenid>()
}
