//! `/v3/payscore/users`

mod permissions;

use crate::routes::Routes;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    permissions::routes(routes)
}
