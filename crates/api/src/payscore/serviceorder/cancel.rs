//! Cancel a service order.

use crate::declare::{operation, schema};
use crate::spec::{Shape, text};

operation! {
    /// Cancels a service order that is not settled: CREATED, USER_CONFIRM, or USER_PAYING while no deduction is in
    /// flight. The same call again, same reason, succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR` (当前订单状态不满足撤销条件), 400 `INVALID_REQUEST` (单据正在扣款中), 404 `ORDER_NOT_EXIST`.
    CancelServiceOrder "取消支付分订单": POST "/v3/payscore/serviceorder/{out_order_no}/cancel" => 200 ServiceOrderNumbers;
    source "https://pay.weixin.qq.com/doc/v3/merchant/4012587949";
    reentrant "https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/service-order/cancel-service-order.html";
    path {
        /// The merchant's number for the order.
        out_order_no "商户服务订单号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The application, as at creation.
            appid "公众账号ID": String => text(32);
            /// The service, as at creation.
            service_id "服务ID": String => text(32);
            /// Why: at most 50 characters.
            reason "取消原因": String => text(50);
        }
    }
}

schema! {
    /// Which service order a call was about.
    ServiceOrderNumbers {
        required {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The service.
            service_id "服务ID": String => text(32);
            /// WeChat Pay's number for the order.
            order_id "微信支付服务订单号": String => text(64);
        }
    }
}
