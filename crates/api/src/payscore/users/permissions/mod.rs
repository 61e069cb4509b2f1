//! `/v3/payscore/users/{openid}/permissions/{service_id}`.

mod terminate;

use crate::Operation;
use crate::spec::OperationSpec;

pub use terminate::TerminateUserPermission;

pub(crate) const OPERATIONS: &[&OperationSpec] = &[TerminateUserPermission::SPEC];
