//! `/v3/payscore/acquiringbank/permissions`: users authorize services of an acquiring bank's sub-merchants.

mod apply;
pub mod authorization_code;

use crate::Operation;
use crate::spec::OperationSpec;

pub use apply::ApplyAcquiringBankPermission;

pub(crate) const OPERATIONS: &[&OperationSpec] = &[ApplyAcquiringBankPermission::SPEC];
