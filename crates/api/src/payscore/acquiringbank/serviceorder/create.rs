//! Create an acquiring institution's service order.

use crate::declare::operation;
use crate::payscore::serviceorder::{
    Location, PlannedDiscount, PlannedTimeRange, PostPayment, RiskFund, ServiceOrderCreated,
};
use crate::spec::{Shape, list, object, text};

operation! {
    /// Creates a service order for the sub-merchant of an acquiring institution, through a channel.
    ///
    /// An order like any other, but that WeChat Pay collects nothing: the institution registers each deduction, and has
    /// the clearing house make it. The same call again succeeds again; the same number with other parameters is refused.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 订单重入参数校验失败), 400 `INVALID_REQUEST` (综合评估未通过), 403 `NO_AUTH`.
    CreateAcquiringBankServiceOrder "从业机构创建微信支付分订单": POST "/v3/payscore/acquiringbank/serviceorder" => 200 ServiceOrderCreated;
    source "https://pay.weixin.qq.com/doc/v3/partner/4013194023";
    reentrant "https://pay.weixin.qq.com/doc/v3/partner/4013194023";
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The institution's application.
            appid "从业机构公众账号ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// The channel through which the institution serves it.
            channel_id "渠道商商户号": String => text(32);
            /// The institution's number for the order: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// What the service is: at most 20 characters.
            service_introduction "服务信息": String => text(20);
            /// The most that may be charged.
            risk_fund "服务风险金": RiskFund => object::<RiskFund>();
            /// When.
            time_range "服务时间段": PlannedTimeRange => object::<PlannedTimeRange>();
            /// Where notifications go.
            notify_url "商户回调地址": String => Shape::Url { max: 255 };
        }
        optional {
            /// The sub-merchant's application; required with `sub_openid`.
            sub_appid "子商户公众账号ID": String => text(32);
            /// What may have to be paid for: at most 100.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What is taken off: at most 30.
            post_discounts "商户优惠": Vec<PlannedDiscount> => list::<PlannedDiscount>(30);
            /// Where.
            location "服务位置": Location => object::<Location>();
            /// The user, as the institution's application sees them.
            openid "用户标识": String => text(128);
            /// The user, as the sub-merchant's application sees them.
            sub_openid "子商户用户标识": String => text(128);
            /// Whether the user confirms this order; true when left out.
            need_user_confirm "是否需要用户确认": bool => Shape::Boolean;
            /// The merchant's own text, handed back untouched: at most 256 characters.
            attach "商户数据包": String => text(256);
        }
    }
}
