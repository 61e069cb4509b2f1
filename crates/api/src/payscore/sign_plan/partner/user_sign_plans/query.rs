//! Query a sign plan of a sub-merchant's user.

use crate::declare::operation;
use crate::payscore::sign_plan::user_sign_plans::UserSignPlan;
use crate::spec::{Shape, text};

operation! {
    /// Queries a sign plan of a sub-merchant's user.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    QueryPartnerUserSignPlan "查询用户的签约计划": GET "/v3/payscore/sign-plan/partner/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}" => 200 UserSignPlan;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-payscore-plan/partner-user-sign-plan/query-partner-user-sign-plan.html";
    path {
        /// The provider's number for the sign plan.
        merchant_sign_plan_no "商户签约计划号" => Shape::OutNumber;
    }
    in query {
        required {
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
        }
    }
}
