//! Create a service order abroad.

use crate::declare::operation;
use crate::payscore::serviceorder::{
    Location, PlannedDiscount, PlannedTimeRange, PostPayment, RiskFund, ServiceOrderCreated,
};
use crate::spec::{Shape, list, object, text};

operation! {
    /// Creates a service order for a provider's sub-merchant abroad: an order like any other, with all amounts in the
    /// smallest unit of the currency that the sub-merchant is paid out in.
    ///
    /// The same call again succeeds again; the same number with other parameters is refused.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 订单重入参数校验失败), 400 `INVALID_REQUEST` (综合评估未通过), 403 `NO_AUTH`.
    CreateOverseaPartnerServiceOrder "创建支付分订单": POST "/v3/payscore/oversea/partner/serviceorder" => 200 ServiceOrderCreated;
    source "https://pay.weixin.qq.com/doc/global/v3/zh/4014096395";
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider's application.
            appid "服务商公众号ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// The provider's number for the order: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            out_order_no "商户业务订单号": String => Shape::OutNumber;
            /// The currency that the sub-merchant is paid out in: three letters of ISO 4217; a merchant number has one.
            currency "货币类型": String => text(16);
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
            sub_appid "子商户公众号ID": String => text(32);
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
            /// The merchant's own text, handed back untouched: at most 256 characters.
            attach "商户数据包": String => text(256);
        }
    }
}
