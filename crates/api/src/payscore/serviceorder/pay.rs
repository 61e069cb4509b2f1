//! Ask for a deduction of a service order.

use super::ServiceOrderNumbers;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Asks for a deduction from an order in USER_PAYING now, besides those that WeChat Pay makes by itself: these go
    /// on as before.
    ///
    /// Errors: 400 `INVALID_REQUEST` (单据正在扣款中), 400 `ORDER_DONE`, `ORDER_CANCELED`, `INVALID_ORDER_STATE`,
    /// 403 `TRADE_ERROR` (扣款失败: the deduction was made and found no money), 404 `ORDER_NOT_EXIST`.
    PayServiceOrder "商户发起催收扣款": POST "/v3/payscore/serviceorder/{out_order_no}/pay" => 200 ServiceOrderNumbers;
    source "https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/service-order/collect-service-order.html";
    path {
        /// The merchant's number for the order.
        out_order_no "商户服务订单号" => Shape::OutNumber;
    }
    in body {
        optional {
            /// The application, as at creation.
            appid "公众账号ID": String => text(32);
            /// The service, as at creation.
            service_id "服务ID": String => text(32);
        }
    }
}
