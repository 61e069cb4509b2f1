//! Stop a sub-merchant's plan.

use crate::declare::operation;
use crate::payscore::plan::payscore_plans::PayScorePlan;
use crate::spec::{Shape, text};

operation! {
    /// Stops a sub-merchant's plan: nobody can sign it any more; who has signed goes on. The same call again succeeds
    /// again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    StopPartnerPayScorePlan "停止支付分计划": POST "/v3/payscore/plan/partner/payscore-plans/merchant-plan-no/{merchant_plan_no}/stop" => 200 PayScorePlan;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-payscore-plan/partner-pay-score-plan/stop-partner-pay-score-plan.html";
    path {
        /// The provider's number for the plan.
        merchant_plan_no "支付分计划商户侧单号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
        }
    }
}
