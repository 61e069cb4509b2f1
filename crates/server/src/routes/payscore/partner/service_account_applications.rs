//! `/v3/payscore/partner/service-account-applications`

mod create;
mod query;

use crate::routes::Routes;
use payscore_api::payscore::partner::service_account_applications::{
    CreateServiceAccountApplication, QueryServiceAccountApplication,
};

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<CreateServiceAccountApplication>().with::<QueryServiceAccountApplication>()
}
