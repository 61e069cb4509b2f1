//! Tell WeChat Pay what happened to a service order elsewhere.

use super::ServiceOrder;
use crate::declare::{operation, schema};
use crate::spec::{Shape, object, text};

operation! {
    /// Says that the merchant was paid outside WeChat Pay: an order in USER_PAYING becomes DONE, channel `MCH`.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `ORDER_DONE`, `ORDER_CANCELED`, `INVALID_ORDER_STATE`, 404 `ORDER_NOT_EXIST`.
    SyncServiceOrder "同步服务订单信息": POST "/v3/payscore/serviceorder/{out_order_no}/sync" => 200 ServiceOrder;
    source "https://pay.weixin.qq.com/doc/v3/merchant/4012587962";
    reentrant "https://pay.weixin.qq.com/docs/partner/apis/partner-institution-weixin-pay-score/acquiring-bank-service-order/sync-acquiring-bank-service-order.html";
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
            /// `Order_Paid`.
            r#type "场景类型": String => Shape::OneOf(&["Order_Paid"]);
            /// When it was paid.
            detail "内容信息详情": SyncDetail => object::<SyncDetail>();
        }
    }
}

schema! {
    /// When an order was paid outside WeChat Pay.
    SyncDetail {
        required {
            /// `yyyyMMddHHmmss` or `yyyyMMdd` (its first moment); not in the future.
            paid_time "收款成功时间": String => Shape::Time { on_accept: false };
        }
    }
}
