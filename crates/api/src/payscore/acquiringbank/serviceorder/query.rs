//! Query an acquiring institution's service order.

use crate::declare::operation;
use crate::payscore::serviceorder::ServiceOrder;
use crate::spec::{Shape, text};

operation! {
    /// Queries an acquiring institution's service order, by its number or by what the confirmation page handed back:
    /// exactly one of the two.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    QueryAcquiringBankServiceOrder "从业机构查询微信支付分订单": GET "/v3/payscore/acquiringbank/serviceorder" => 200 ServiceOrder;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-institution-weixin-pay-score/acquiring-bank-service-order/get-acquiring-bank-service-order.html";
    in query {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The sub-merchant, as at creation.
            sub_mchid "子商户号": String => text(32);
            /// The channel, as at creation.
            channel_id "渠道商商户号": String => text(32);
        }
        optional {
            /// The institution's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// What the confirmation page handed back.
            query_id "单据查询ID": String => text(512);
        }
    }
}
