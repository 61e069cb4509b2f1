//! Stop a plan.

use super::PayScorePlan;
use crate::declare::operation;
use crate::spec::Shape;

operation! {
    /// Stops a plan of one's own: nobody can sign it any more; who has signed goes on. The same call again succeeds
    /// again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 404 `ORDER_NOT_EXIST`.
    StopPayScorePlan "停止支付分计划": POST "/v3/payscore/plan/payscore-plans/merchant-plan-no/{merchant_plan_no}/stop" => 200 PayScorePlan;
    source "https://pay.weixin.qq.com/docs/merchant/apis/payscore-plan/pay-score-plan/stop-pay-score-plan.html";
    path {
        /// The merchant's number for the plan.
        merchant_plan_no "支付分计划商户侧单号" => Shape::OutNumber;
    }
    in body {}
}
