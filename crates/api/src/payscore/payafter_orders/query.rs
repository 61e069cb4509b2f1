//! Query a pay-after order.

use super::RetailOrder;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Queries a pay-after order, by its number or by what the confirmation page handed back: exactly one of both.
    ///
    /// Errors: 400 `PARAM_ERROR`, 404 `ORDER_NOT_EXIST`.
    QueryPayAfterOrder "查询先享后付订单": GET "/v3/payscore/payafter-orders" => 200 RetailOrder;
    source "https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=17_2&index=4";
    in query {
        optional {
            /// The service; where given, the order's.
            service_id "服务ID": String => text(32);
            /// The application; where given, the order's.
            appid "公众账号ID": String => text(32);
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// What the confirmation page handed back.
            query_id "回跳查询ID": String => text(512);
        }
    }
}
