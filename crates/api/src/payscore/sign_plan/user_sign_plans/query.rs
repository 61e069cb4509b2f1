//! Query a sign plan.

use super::UserSignPlan;
use crate::declare::operation;
use crate::spec::Shape;

operation! {
    /// Queries a sign plan of one's own making.
    ///
    /// Errors: 400 `PARAM_ERROR`, 404 `ORDER_NOT_EXIST`.
    QueryUserSignPlan "查询用户的签约计划": GET "/v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}" => 200 UserSignPlan;
    source "https://pay.weixin.qq.com/docs/merchant/apis/payscore-plan/user-sign-plan/query-user-sign-plan.html";
    path {
        /// The merchant's number for the sign plan.
        merchant_sign_plan_no "商户签约计划号" => Shape::OutNumber;
    }
    in query {}
}
