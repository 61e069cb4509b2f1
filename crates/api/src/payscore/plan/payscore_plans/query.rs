//! Query a plan.

use super::PayScorePlan;
use crate::declare::operation;
use crate::spec::Shape;

operation! {
    /// Queries a plan of one's own.
    ///
    /// Errors: 400 `PARAM_ERROR`, 404 `ORDER_NOT_EXIST`.
    QueryPayScorePlan "查询支付分计划": GET "/v3/payscore/plan/payscore-plans/merchant-plan-no/{merchant_plan_no}" => 200 PayScorePlan;
    source "https://pay.weixin.qq.com/docs/merchant/apis/payscore-plan/pay-score-plan/query-pay-score-plan.html";
    path {
        /// The merchant's number for the plan.
        merchant_plan_no "支付分计划商户侧单号" => Shape::OutNumber;
    }
    in query {}
}
