//! Cancel a partner's service order.

use crate::NoContent;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Cancels a sub-merchant's service order that is not settled: CREATED, USER_CONFIRM, or USER_PAYING while no
    /// deduction is in flight. The same call again, same reason, succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR` (当前订单状态不满足撤销条件), 400 `INVALID_REQUEST` (单据正在扣款中), 403 `NO_AUTH`,
    /// 404 `ORDER_NOT_EXIST`.
    CancelPartnerServiceOrder "取消支付分订单": POST "/v3/payscore/partner/serviceorder/{out_order_no}/cancel" => 204 NoContent;
    source "https://pay.weixin.qq.com/doc/v3/partner/4012458758";
    reentrant "https://pay.weixin.qq.com/doc/v3/partner/4012458758";
    path {
        /// The provider's number for the order.
        out_order_no "商户服务订单号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The service, as at creation.
            service_id "服务ID": String => text(32);
            /// The sub-merchant, as at creation.
            sub_mchid "子商户号": String => text(32);
            /// Why: at most 50 characters.
            reason "取消原因": String => text(50);
        }
    }
}
