//! Create a sign plan for a sub-merchant's user.

use crate::declare::operation;
use crate::payscore::sign_plan::user_sign_plans::{NewSignPlanDetail, UserSignPlanCreated};
use crate::spec::{Shape, list, text};

operation! {
    /// Creates a sign plan, for one user of a sub-merchant to sign. The same call again succeeds again, and renews a
    /// `package` that has run out.
    ///
    /// Errors: 400 `PARAM_ERROR` (among them 订单重入参数校验失败), 400 `INVALID_REQUEST` (the plan is stopped),
    /// 403 `NO_AUTH`.
    CreatePartnerUserSignPlan "创建用户的签约计划": POST "/v3/payscore/sign-plan/partner/user-sign-plans" => 200 UserSignPlanCreated;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-payscore-plan/partner-user-sign-plan/create-partner-user-sign-plan.html";
    in body {
        required {
            /// The service: the plan's.
            service_id "支付分服务ID": String => text(32);
            /// The plan, one that is not stopped.
            plan_id "支付分计划ID": String => text(32);
            /// The provider's application.
            appid "服务商的AppID": String => text(32);
            /// The sub-merchant: the plan's.
            sub_mchid "子商户号": String => text(32);
            /// The provider's number for the sign plan: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            merchant_sign_plan_no "商户签约计划单号": String => Shape::OutNumber;
            /// Where notifications of the sign plan go.
            notify_url "签约成功事件通知回调地址": String => Shape::Url { max: 1024 };
            /// Order numbers for all services of the plan, in their order.
            sign_plan_detail "签约计划对应的计划详情列表的商户侧单号信息": Vec<NewSignPlanDetail>
                => list::<NewSignPlanDetail>(100);
        }
        optional {
            /// The sub-merchant's application; required with `sub_openid`.
            sub_appid "子商户的AppID": String => text(32);
            /// The user who is to sign, as the provider's application sees it: this or `sub_openid`.
            openid "待签约用户在服务商应用下的OpenID": String => text(128);
            /// The user who is to sign, as the sub-merchant's application sees it: this or `openid`.
            sub_openid "待签约用户在子商户应用下的OpenID": String => text(128);
        }
    }
}
