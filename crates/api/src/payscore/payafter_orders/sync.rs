//! Tell WeChat Pay that an order was paid elsewhere.

use crate::declare::{operation, schema};
use crate::spec::{Shape, object, text};

operation! {
    /// Says that the merchant was paid outside WeChat Pay: an order in FINISHED becomes USER_PAID, `pay_type`
    /// `MchChannelPayType`. Takes smart-retail orders, too. The same call again succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `ORDER_DONE`, `ORDER_CANCELED`, `INVALID_ORDER_STATE`, 404 `ORDER_NOT_EXIST`.
    SyncPayAfterOrder "支付分订单同步": POST "/v3/payscore/payafter-orders/{out_order_no}/sync" => 200 RetailOrderSynced;
    source "https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=17_5&index=7";
    path {
        /// The merchant's number for the order.
        out_order_no "商户服务订单号" => Shape::OutNumber;
    }
    in body {
        optional {
            /// The application; where given, the order's.
            appid "公众账号ID": String => text(32);
            /// The service; where given, the order's.
            service_id "服务ID": String => text(32);
            /// `Order_Paid`. Needed, although the catalogue lets it be left out.
            r#type "场景类型": String => Shape::OneOf(&["Order_Paid"]);
            /// When it was paid. Needed.
            detail "内容信息详情": PaidDetail => object::<PaidDetail>();
        }
    }
}

schema! {
    /// When an order was paid outside WeChat Pay.
    PaidDetail {
        optional {
            /// `yyyyMMddHHmmss` or `yyyyMMdd` (its first moment); not in the future. Needed.
            paid_time "收款成功时间": String => Shape::Time { on_accept: false };
        }
    }
}

schema! {
    /// A smart-retail or pay-after order just settled.
    RetailOrderSynced {
        required {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// WeChat Pay's number for the order.
            order_id "微信支付服务订单号": String => text(64);
        }
    }
}
