//! Ask for a deduction of a partner's service order.

use crate::NoContent;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Asks for a deduction from a sub-merchant's order in USER_PAYING now, besides those that WeChat Pay makes by
    /// itself: these go on as before.
    ///
    /// Errors: 400 `INVALID_REQUEST` (单据正在扣款中), 400 `ORDER_DONE`, `ORDER_CANCELED`, `INVALID_ORDER_STATE`,
    /// 403 `TRADE_ERROR` (扣款失败: the deduction was made and found no money), 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    PayPartnerServiceOrder "商户发起催收扣款": POST "/v3/payscore/partner/serviceorder/{out_order_no}/pay" => 204 NoContent;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/partner-service-order/collect-partner-service-order.html";
    path {
        /// The provider's number for the order.
        out_order_no "商户服务订单号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The sub-merchant, as at creation.
            sub_mchid "子商户号": String => text(32);
        }
        optional {
            /// The service, as at creation.
            service_id "服务ID": String => text(32);
        }
    }
}
