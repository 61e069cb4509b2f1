//! `/v3/payscore/permissions/authorization-code`: by the merchant's number for the authorization.

mod query;
mod terminate;

use crate::Operation;
use crate::spec::OperationSpec;

pub use query::QueryPermissionByCode;
pub use terminate::TerminatePermissionByCode;

pub(crate) const OPERATIONS: &[&OperationSpec] = &[QueryPermissionByCode::SPEC, TerminatePermissionByCode::SPEC];
