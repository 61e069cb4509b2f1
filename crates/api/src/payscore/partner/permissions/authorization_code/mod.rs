//! `/v3/payscore/partner/permissions/authorization-code`: by the provider's number for the authorization.

mod query;
mod terminate;

use crate::Operation;
use crate::spec::OperationSpec;

pub use query::QueryPartnerPermissionByCode;
pub use terminate::TerminatePartnerPermissionByCode;

pub(crate) const OPERATIONS: &[&OperationSpec] =
    &[QueryPartnerPermissionByCode::SPEC, TerminatePartnerPermissionByCode::SPEC];
