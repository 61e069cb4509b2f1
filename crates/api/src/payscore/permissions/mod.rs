//! `/v3/payscore/permissions`: users authorize a direct merchant's services, once for all orders.

mod apply;
mod assess_user_risk_level;
pub mod authorization_code;
pub mod openid;
mod parts;

use crate::Operation;
use crate::spec::OperationSpec;

pub use apply::{ApplyPermission, PermissionApplied};
pub use assess_user_risk_level::AssessUserRiskLevel;
pub use parts::{AssessedShopping, Permission};

pub(crate) const OPERATIONS: &[&OperationSpec] = &[ApplyPermission::SPEC, AssessUserRiskLevel::SPEC];
