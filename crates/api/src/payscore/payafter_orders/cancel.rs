//! Cancel a pay-after order.

use super::RetailOrderClosed;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Cancels a pay-after order that the user has not confirmed. A confirmed one is completed with `finish_type`
    /// 1 instead. The same call again, same reason, succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR` (当前订单状态不满足撤销条件), 404 `ORDER_NOT_EXIST`.
    CancelPayAfterOrder "撤销先享后付订单": POST "/v3/payscore/payafter-orders/{out_order_no}/cancel" => 200 RetailOrderClosed;
    source "https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=17_3&index=5";
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
            /// Why: at most 30 characters.
            reason "取消原因": String => text(30);
        }
    }
}
