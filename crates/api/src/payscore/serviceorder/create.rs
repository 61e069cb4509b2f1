//! Create a service order.

use super::parts::{STATE, STATE_DESCRIPTION};
use super::{Device, Location, PlannedDiscount, PlannedTimeRange, PostDiscount, PostPayment, RiskFund, TimeRange};
use crate::declare::{operation, schema};
use crate::payscore::shopping::ShoppingInfo;
use crate::spec::{Shape, list, object, text};

operation! {
    /// Creates a service order.
    ///
    /// Where the service needs the user's confirmation the answer carries a `package`, which opens the confirmation
    /// page once within an hour; otherwise the user must have authorized the service and the order starts in DOING.
    /// The same call again succeeds again; the same number with other parameters is refused.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 订单重入参数校验失败), 400 `INVALID_REQUEST` (综合评估未通过), 403 `NO_AUTH`.
    CreateServiceOrder "创建支付分订单": POST "/v3/payscore/serviceorder" => 200 ServiceOrderCreated;
    source "https://pay.weixin.qq.com/doc/v3/merchant/4012587900";
    reentrant "https://pay.weixin.qq.com/docs/merchant/products/weixin-pay-score/apilist.html";
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
            /// The user; required where the service needs no confirmation.
            openid "用户标识": String => text(128);
            /// Whether the user confirms this order; true when left out.
            need_user_confirm "是否需要用户确认": bool => Shape::Boolean;
            /// The device.
            device "设备信息": Device => object::<Device>();
        }
    }
}

schema! {
    /// A service order just created.
    ServiceOrderCreated {
        required {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The service.
            service_id "服务ID": String => text(32);
            /// What the service is.
            service_introduction "服务信息": String => text(20);
            /// `CREATED`, or `DOING` where no confirmation is needed.
            state "服务订单状态": String => STATE;
            /// WeChat Pay's number for the order.
            order_id "微信支付服务订单号": String => text(64);
        }
        optional {
            /// `USER_CONFIRM` in DOING.
            state_description "订单状态说明": String => STATE_DESCRIPTION;
            /// As given.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// As given.
            post_discounts "商户优惠": Vec<PostDiscount> => list::<PostDiscount>(30);
            /// As given.
            risk_fund "服务风险金": RiskFund => object::<RiskFund>();
            /// As given.
            time_range "服务时间": TimeRange => object::<TimeRange>();
            /// As given.
            location "服务位置": Location => object::<Location>();
            /// As given.
            attach "商户数据包": String => text(256);
            /// As given.
            notify_url "商户回调地址": String => text(256);
            /// Opens the confirmation page: once, within an hour.
            package "订单跳转信息": String => text(300);
            /// On a provider's orders: the sub-merchant's application, where one is named.
            sub_appid "子商户应用ID": String => text(32);
            /// On a provider's orders: the sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// On an acquiring institution's orders: the channel.
            channel_id "渠道商商户号": String => text(32);
            /// On orders abroad: the currency of all amounts.
            currency "货币类型": String => text(16);
            /// On orders that are paid for on delivery: as given.
            shopping_info "先用后付购物详情": ShoppingInfo => object::<ShoppingInfo>();
        }
    }
}
