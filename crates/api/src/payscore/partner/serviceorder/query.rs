//! Query a partner's service order.

use crate::declare::operation;
use crate::payscore::serviceorder::ServiceOrder;
use crate::spec::{Shape, text};

operation! {
    /// Queries a sub-merchant's service order, by its number or by what the confirmation page handed back: exactly
    /// one of the two.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    QueryPartnerServiceOrder "查询支付分订单": GET "/v3/payscore/partner/serviceorder" => 200 ServiceOrder;
    source "https://pay.weixin.qq.com/doc/v3/partner/4012692256";
    in query {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
        }
        optional {
            /// The provider's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// What the confirmation page handed back.
            query_id "回跳查询ID": String => text(512);
        }
    }
}
