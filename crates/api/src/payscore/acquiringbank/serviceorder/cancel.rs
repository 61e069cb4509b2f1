//! Cancel an acquiring institution's service order.

use crate::NoContent;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Cancels an acquiring institution's service order that is not settled, unless a deduction is under way. The same
    /// call again, same reason, succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR` (当前订单状态不满足撤销条件), 400 `INVALID_REQUEST` (单据正在扣款中), 403 `NO_AUTH`,
    /// 404 `ORDER_NOT_EXIST`.
    CancelAcquiringBankServiceOrder "从业机构取消微信支付分订单": POST "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/cancel" => 204 NoContent;
    source "https://pay.weixin.qq.com/doc/v3/partner/4012458146";
    reentrant "https://pay.weixin.qq.com/doc/v3/partner/4013194058";
    path {
        /// The institution's number for the order.
        out_order_no "商户服务订单号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The service, as at creation.
            service_id "服务ID": String => text(32);
            /// The channel, as at creation.
            channel_id "渠道商商户号": String => text(32);
            /// The sub-merchant, as at creation.
            sub_mchid "子商户号": String => text(32);
            /// Why: at most 50 characters.
            reason "取消原因": String => text(50);
        }
    }
}
