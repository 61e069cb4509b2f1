//! `/v3/payscore/acquiringbank/servicepayondeliveryorder`: service orders for goods that are used first and paid for on
//! delivery.

use crate::Operation;
use crate::declare::operation;
use crate::payscore::serviceorder::{
    DiscountItem, Location, PartnerRiskFund, PaymentItem, ServiceOrderCreated, TimeRange,
};
use crate::payscore::shopping::PartnerShoppingInfo;
use crate::spec::{OperationSpec, Shape, list, object, text};

operation! {
    /// Creates a service order for goods that are used first and paid for on delivery, for an acquiring institution's
    /// sub-merchant: an order like any other, which also says what was bought.
    ///
    /// The user confirms only where `need_user_confirm` is true. The same call again succeeds again; the same number
    /// with other parameters is refused.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 订单重入参数校验失败), 400 `INVALID_REQUEST` (综合评估未通过), 403 `NO_AUTH`.
    CreateAcquiringBankPayOnDeliveryOrder "从业机构创建先用后付订单": POST "/v3/payscore/acquiringbank/servicepayondeliveryorder" => 200 ServiceOrderCreated;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-institution-weixin-pay-score/acquiring-bank-service-order/create-acquiring-bank-pay-on-delivery-service-order.html";
    in body {
        required {
            /// The institution's number for the order: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The institution's application.
            appid "公众账号ID": String => text(32);
            /// The service.
            service_id "服务ID": String => text(32);
            /// What the service is: at most 20 characters.
            service_introduction "服务信息": String => text(20);
            /// When.
            time_range "服务时间段": TimeRange => object::<TimeRange>();
        }
        optional {
            /// The sub-merchant; the institution's only one when left out.
            sub_mchid "子商户号": String => text(32);
            /// The sub-merchant's application; required with `sub_openid`.
            sub_appid "子商户公众账号ID": String => text(32);
            /// The channel; the sub-merchant's own when left out.
            channel_id "渠道商商户号": String => text(32);
            /// What may have to be paid for: at most 100.
            post_payments "后付费项目": Vec<PaymentItem> => list::<PaymentItem>(100);
            /// What is taken off: at most 30.
            post_discounts "商户优惠": Vec<DiscountItem> => list::<DiscountItem>(30);
            /// Where.
            location "服务位置": Location => object::<Location>();
            /// The most that may be charged.
            risk_fund "订单风险金": PartnerRiskFund => object::<PartnerRiskFund>();
            /// The merchant's own text, handed back untouched: at most 256 characters.
            attach "商户数据包": String => text(256);
            /// Where notifications go; the merchant's setting counts when left out.
            notify_url "商户回调地址": String => Shape::Url { max: 256 };
            /// The user, as the institution's application sees them.
            openid "用户标识": String => text(128);
            /// The user, as the sub-merchant's application sees them.
            sub_openid "子商户用户标识": String => text(128);
            /// Whether the user confirms this order; false when left out.
            need_user_confirm "是否需要用户确认": bool => Shape::Boolean;
            /// The calling merchant number, once more.
            mchid "商户号": String => text(32);
            /// What was bought.
            shopping_info "先用后付购物详情": PartnerShoppingInfo => object::<PartnerShoppingInfo>();
        }
    }
}

/// Every operation declared here.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[CreateAcquiringBankPayOnDeliveryOrder::SPEC];
