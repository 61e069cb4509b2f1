//! Create a sign plan.

use super::{NewSignPlanDetail, UserSignPlanCreated};
use crate::declare::operation;
use crate::spec::{Shape, list, text};

operation! {
    /// Creates a sign plan, for one user to sign. The same call again succeeds again, and renews a `package` that has
    /// run out.
    ///
    /// Errors: 400 `PARAM_ERROR` (among them 订单重入参数校验失败), 400 `INVALID_REQUEST` (the plan is stopped),
    /// 403 `NO_AUTH`.
    CreateUserSignPlan "创建用户的签约计划": POST "/v3/payscore/sign-plan/user-sign-plans" => 200 UserSignPlanCreated;
    source "https://pay.weixin.qq.com/docs/merchant/apis/payscore-plan/user-sign-plan/create-user-sign-plan.html";
    in body {
        required {
            /// The service: the plan's.
            service_id "支付分服务ID": String => text(32);
            /// The plan, one that is not stopped.
            plan_id "支付分计划ID": String => text(32);
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The user who is to sign.
            openid "待签约用户在商户应用下的OpenID": String => text(128);
            /// The merchant's number for the sign plan: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            merchant_sign_plan_no "商户签约计划单号": String => Shape::OutNumber;
            /// Where notifications of the sign plan go.
            notify_url "签约成功事件通知回调地址": String => Shape::Url { max: 1024 };
            /// Order numbers for all services of the plan, in their order.
            sign_plan_detail "签约计划对应的计划详情列表的商户侧单号信息": Vec<NewSignPlanDetail>
                => list::<NewSignPlanDetail>(100);
        }
    }
}
