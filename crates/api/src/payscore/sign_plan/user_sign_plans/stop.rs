//! Stop a sign plan.

use super::UserSignPlan;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Cancels a sign plan of one's own making: no further service of it can be used. An order under way goes on. The
    /// same call again, same reason, succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_ORDER_STATE`, 404 `ORDER_NOT_EXIST`.
    StopUserSignPlan "直连商户取消用户的签约计划": POST "/v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}/stop" => 200 UserSignPlan;
    source "https://pay.weixin.qq.com/docs/merchant/apis/payscore-plan/user-sign-plan/stop-user-sign-plan.html";
    path {
        /// The merchant's number for the sign plan.
        merchant_sign_plan_no "商户侧签约计划号" => Shape::OutNumber;
    }
    in body {
        required {
            /// Why: at most 128 characters.
            stop_reason "停止签约计划原因": String => text(128);
        }
    }
}
