//! Query the deduction that was registered for an order.

use crate::declare::{operation, schema};
use crate::spec::{Shape, text};

operation! {
    /// Queries the deduction registered last for an order that is completed (`MCH_COMPLETE` or `DONE`).
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_ORDER_STATE`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    QueryAcquiringBankDeduction "从业机构查询微信支付分扣款信息": GET "/v3/payscore/acquiringbank/serviceorder/deduction" => 200 AcquiringBankDeduction;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-institution-weixin-pay-score/acquiring-bank-service-order/get-acquiring-bank-deduct-info.html";
    in query {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The institution's application, as at creation.
            appid "公众账号ID": String => text(32);
            /// The sub-merchant, as at creation.
            sub_mchid "子商户号": String => text(32);
            /// The channel, as at creation.
            channel_id "渠道商商户号": String => text(32);
        }
        optional {
            /// The sub-merchant's application; where given, as at creation.
            sub_appid "子商户公众账号ID": String => text(32);
            /// The institution's number for the order. Needed, although the catalogue lets it be left out.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
        }
    }
}

schema! {
    /// A deduction that was registered.
    AcquiringBankDeduction {
        required {
            /// What is paid for, in words.
            description "商品描述": String => text(128);
            /// The number under which it was registered.
            out_trade_no "商户扣款单号": String => Shape::OutNumber;
        }
    }
}
