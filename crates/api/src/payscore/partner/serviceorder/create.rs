//! Create a partner's service order.

use crate::declare::operation;
use crate::payscore::serviceorder::{
    Device, Location, PlannedDiscount, PostPayment, RiskFund, ServiceOrderCreated, TimeRange,
};
use crate::spec::{Shape, list, object, text};

operation! {
    /// Creates a service order for a sub-merchant.
    ///
    /// Where the service needs the user's confirmation the answer carries a `package`, which opens the confirmation
    /// page once within an hour. Otherwise the order starts in DOING, for a user who has authorized the service, and
    /// who is named in exactly one way: by `openid`, or by `sub_openid` with `sub_appid`. The same call again succeeds
    /// again; the same number with other parameters is refused.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 订单重入参数校验失败), 400 `INVALID_REQUEST` (综合评估未通过), 403 `NO_AUTH`.
    CreatePartnerServiceOrder "创建支付分订单": POST "/v3/payscore/partner/serviceorder" => 200 ServiceOrderCreated;
    source "https://pay.weixin.qq.com/doc/v3/partner/4012692136";
    reentrant "https://pay.weixin.qq.com/doc/v3/partner/4012692136";
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider's application.
            appid "服务商应用ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// The provider's number for the order: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// What the service is: at most 20 characters.
            service_introduction "服务信息": String => text(20);
            /// The most that may be charged.
            risk_fund "订单风险金": RiskFund => object::<RiskFund>();
            /// When.
            time_range "服务时间": TimeRange => object::<TimeRange>();
            /// Where notifications go.
            notify_url "商户回调地址": String => Shape::Url { max: 255 };
        }
        optional {
            /// The sub-merchant's application; required with `sub_openid`.
            sub_appid "子商户应用ID": String => text(32);
            /// What may have to be paid for: at most 100.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What is taken off: at most 30.
            post_discounts "商户优惠": Vec<PlannedDiscount> => list::<PlannedDiscount>(30);
            /// Where.
            location "服务位置": Location => object::<Location>();
            /// The user, as the provider's application sees them.
            openid "服务商公众号下的用户标识": String => text(128);
            /// The user, as the sub-merchant's application sees them.
            sub_openid "子商户公众号下的用户标识": String => text(128);
            /// Whether the user confirms this order; true when left out.
            need_user_confirm "是否需要用户确认": bool => Shape::Boolean;
            /// The provider's own text, handed back untouched: at most 256 characters.
            attach "商户数据包": String => text(256);
            /// The device.
            device "设备信息": Device => object::<Device>();
        }
    }
}
