//! Query a service order abroad.

use crate::declare::operation;
use crate::payscore::serviceorder::ServiceOrder;
use crate::spec::{Shape, text};

operation! {
    /// Queries a service order abroad, by its number or by what the confirmation page handed back:
    /// exactly one of the two.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    QueryOverseaPartnerServiceOrder "查询支付分订单": GET "/v3/payscore/oversea/partner/serviceorder" => 200 ServiceOrder;
    source "https://pay.weixin.qq.com/doc/global/v3/zh/4014096411";
    in query {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The sub-merchant, as at creation.
            sub_mchid "子商户号": String => text(32);
        }
        optional {
            /// The provider's number for the order.
            out_order_no "商户业务订单号": String => Shape::OutNumber;
            /// What the confirmation page handed back.
            query_id "单据查询ID": String => text(512);
        }
    }
}
