//! `/v3/payscore/partner/permissions/authorization-code`

mod query;
mod terminate;

use crate::routes::Routes;
use payscore_api::payscore::partner::permissions::authorization_code::{
    QueryPartnerPermissionByCode, TerminatePartnerPermissionByCode,
};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<QueryPartnerPermissionByCode>().with::<TerminatePartnerPermissionByCode>()
}
