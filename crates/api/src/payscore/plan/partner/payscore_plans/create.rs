//! Create a sub-merchant's plan.

use crate::declare::operation;
use crate::payscore::plan::payscore_plans::{NewPlanDetail, PayScorePlan};
use crate::spec::{Shape, fen, integer, list, text};
use payscore_domain::Fen;

operation! {
    /// Creates a sub-merchant's plan for a service that users confirm by plan: a row of services, each with a price,
    /// which users then sign at one go. The same call again succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR` (among them 订单重入参数校验失败), 403 `NO_AUTH`.
    CreatePartnerPayScorePlan "创建支付分计划": POST "/v3/payscore/plan/partner/payscore-plans" => 200 PayScorePlan;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-payscore-plan/partner-pay-score-plan/create-partner-pay-score-plan.html";
    in body {
        required {
            /// The service, one that users confirm by plan.
            service_id "计划所属服务": String => text(32);
            /// The provider's application.
            appid "服务商的AppID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// Its name: at most 20 characters.
            plan_name "支付分计划名称": String => text(20);
            /// How many days it lasts after the day on which a user signs it: at most 366.
            plan_duration "支付分计划有效期": i64 => integer(1, 366);
            /// How many services `plan_detail_list` has: at most 100.
            deduction_quantity "支付分计划扣费次数": i64 => integer(1, 100);
            /// Σ of the original prices, in fen.
            total_original_price "支付分计划原总金额": Fen => fen(0);
            /// Σ of the actual prices, in fen.
            total_actual_price "支付分计划实际扣费总金额": Fen => fen(0);
            /// The provider's number for the plan: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            merchant_plan_no "商户侧计划号": String => Shape::OutNumber;
        }
        optional {
            /// The sub-merchant's application.
            sub_appid "子商户的AppID": String => text(32);
            /// The services, in the order in which they are used; as many as `deduction_quantity` says.
            plan_detail_list "支付分计划明细列表": Vec<NewPlanDetail> => list::<NewPlanDetail>(100);
        }
    }
}
