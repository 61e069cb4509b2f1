//! `/v3/payscore/permissions/openid`: by user.

mod query;
mod terminate;

use crate::Operation;
use crate::spec::OperationSpec;

pub use query::QueryPermissionByOpenid;
pub use terminate::TerminatePermissionByOpenid;

pub(crate) const OPERATIONS: &[&OperationSpec] = &[QueryPermissionByOpenid::SPEC, TerminatePermissionByOpenid::SPEC];
