//! `/v3/payscore/partner/permissions`: users authorize services of a provider's sub-merchants.

mod apply;
mod apply_for_scene;
mod assess_user_risk_level;
pub mod authorization_code;
mod search;
mod terminate;

use crate::Operation;
use crate::spec::OperationSpec;

pub use apply::ApplyPartnerPermission;
pub use apply_for_scene::{ApplyPartnerPermissionForScene, SceneTransaction, TransactionPermissionApplied};
pub use assess_user_risk_level::AssessPartnerUserRiskLevel;
pub use search::SearchPartnerPermission;
pub use terminate::TerminatePartnerPermission;

pub(crate) const OPERATIONS: &[&OperationSpec] = &[
    ApplyPartnerPermission::SPEC,
    ApplyPartnerPermissionForScene::SPEC,
    AssessPartnerUserRiskLevel::SPEC,
    SearchPartnerPermission::SPEC,
    TerminatePartnerPermission::SPEC,
];
