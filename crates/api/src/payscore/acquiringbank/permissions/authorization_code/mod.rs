//! `/v3/payscore/acquiringbank/permissions/authorization-code`: by the bank's number for the authorization.

mod query;
mod terminate;

use crate::Operation;
use crate::spec::OperationSpec;

pub use query::QueryAcquiringBankPermissionByCode;
pub use terminate::TerminateAcquiringBankPermissionByCode;

pub(crate) const OPERATIONS: &[&OperationSpec] =
    &[QueryAcquiringBankPermissionByCode::SPEC, TerminateAcquiringBankPermissionByCode::SPEC];
