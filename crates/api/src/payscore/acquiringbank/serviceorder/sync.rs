//! Tell WeChat Pay what happened to an acquiring institution's service order elsewhere.

use crate::NoContent;
use crate::declare::operation;
use crate::payscore::serviceorder::SyncDetail;
use crate::spec::{Shape, object, text};

operation! {
    /// Says that the merchant was paid outside WeChat Pay: an order in USER_PAYING becomes DONE, channel `MCH`, unless a
    /// deduction is under way.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `ORDER_DONE`, `ORDER_CANCELED`, `INVALID_ORDER_STATE`, 400 `INVALID_REQUEST`
    /// (单据正在扣款中), 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    SyncAcquiringBankServiceOrder "从业机构同步微信支付分订单信息": POST "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/sync" => 204 NoContent;
    source "https://pay.weixin.qq.com/doc/v3/partner/4013194292";
    reentrant "https://pay.weixin.qq.com/docs/partner/apis/partner-institution-weixin-pay-score/acquiring-bank-service-order/sync-acquiring-bank-service-order.html";
    path {
        /// The institution's number for the order.
        out_order_no "商户服务订单号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The service, as at creation.
            service_id "服务ID": String => text(32);
            /// The sub-merchant, as at creation.
            sub_mchid "子商户号": String => text(32);
            /// `Order_Paid`.
            r#type "场景类型": String => Shape::OneOf(&["Order_Paid"]);
            /// When it was paid.
            detail "内容信息详情": SyncDetail => object::<SyncDetail>();
        }
        optional {
            /// The channel; where given, as at creation.
            channel_id "渠道商商户号": String => text(32);
        }
    }
}
