//! `/v3/payscore/servicepayondeliveryorder`: service orders for goods that are used first and paid for on delivery.

use crate::Operation;
use crate::declare::operation;
use crate::payscore::serviceorder::{
    Location, PlannedDiscount, PlannedTimeRange, PostPayment, RiskFund, ServiceOrderCreated,
};
use crate::payscore::shopping::ShoppingInfo;
use crate::spec::{OperationSpec, Shape, list, object, text};

operation! {
    /// Creates a service order for goods that are used first and paid for on delivery: an order like any
    /// other, which also says what was bought.
    ///
    /// The user confirms only where `need_user_confirm` is true. The same call again succeeds again; the same number
    /// with other parameters is refused.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 订单重入参数校验失败), 400 `INVALID_REQUEST` (综合评估未通过), 403 `NO_AUTH`.
    CreatePayOnDeliveryOrder "创建先用后付订单": POST "/v3/payscore/servicepayondeliveryorder" => 200 ServiceOrderCreated;
    source "https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/service-order/create-pay-on-delivery-service-order.html";
    in body {
        required {
            /// The merchant's number for the order: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The application, bound to the merchant number.
            appid "公众账号ID": String => text(32);
            /// The service.
            service_id "服务ID": String => text(32);
            /// What the service is: at most 20 characters.
            service_introduction "服务信息": String => text(20);
            /// When.
            time_range "服务时间段": PlannedTimeRange => object::<PlannedTimeRange>();
            /// The most that may be charged.
            risk_fund "订单风险金": RiskFund => object::<RiskFund>();
            /// Where notifications go.
            notify_url "商户回调地址": String => Shape::Url { max: 255 };
            /// What was bought.
            shopping_info "先用后付购物详情": ShoppingInfo => object::<ShoppingInfo>();
        }
        optional {
            /// What may have to be paid for: at most 100.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What is taken off: at most 30.
            post_discounts "后付费商户优惠": Vec<PlannedDiscount> => list::<PlannedDiscount>(30);
            /// Where.
            location "服务位置": Location => object::<Location>();
            /// The merchant's own text, handed back untouched: at most 256 characters.
            attach "商户数据包": String => text(256);
            /// The user; required where nobody confirms.
            openid "用户标识": String => text(128);
            /// Whether the user confirms this order; false when left out.
            need_user_confirm "是否需要用户确认": bool => Shape::Boolean;
            /// The calling merchant number, once more.
            mchid "商户号": String => text(32);
        }
    }
}

/// Every operation declared here.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[CreatePayOnDeliveryOrder::SPEC];
