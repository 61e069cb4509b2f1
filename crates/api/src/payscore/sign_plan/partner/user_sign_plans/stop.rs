//! Stop a sign plan of a sub-merchant's user.

use crate::declare::operation;
use crate::payscore::sign_plan::user_sign_plans::UserSignPlan;
use crate::spec::{Shape, text};

operation! {
    /// Cancels a sign plan of a sub-merchant's user: no further service of it can be used. An order under way goes on.
    /// The same call again, same reason, succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_ORDER_STATE`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    StopPartnerUserSignPlan "取消用户的签约计划": POST "/v3/payscore/sign-plan/partner/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}/stop" => 200 UserSignPlan;
    source "https://pay.weixin.qq.com/doc/v3/partner/4012463534";
    path {
        /// The provider's number for the sign plan.
        merchant_sign_plan_no "商户侧签约计划号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// Why: at most 128 characters.
            stop_reason "停止签约计划原因": String => text(128);
        }
    }
}
