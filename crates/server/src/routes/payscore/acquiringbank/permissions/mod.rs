//! `/v3/payscore/acquiringbank/permissions`

mod apply;
mod authorization_code;

use crate::routes::Routes;
use payscore_api::payscore::acquiringbank::permissions::ApplyAcquiringBankPermission;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    authorization_code::routes(routes).with::<ApplyAcquiringBankPermission>()
}
