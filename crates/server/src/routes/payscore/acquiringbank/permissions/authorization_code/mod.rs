//! `/v3/payscore/acquiringbank/permissions/authorization-code`

mod query;
mod terminate;

use crate::routes::Routes;
use payscore_api::payscore::acquiringbank::permissions::authorization_code::{
    QueryAcquiringBankPermissionByCode, TerminateAcquiringBankPermissionByCode,
};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<QueryAcquiringBankPermissionByCode>().with::<TerminateAcquiringBankPermissionByCode>()
}
