//! Query a refund.

use super::Refund;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Queries a refund by the merchant's number.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `RESOURCE_NOT_EXISTS`.
    QueryRefund "查询单笔退款": GET "/v3/refund/domestic/refunds/{out_refund_no}" => 200 Refund;
    source "https://pay.weixin.qq.com/doc/v3/merchant/4012556502";
    path {
        /// The merchant's number for the refund.
        out_refund_no "商户退款单号" => Shape::OutRefundNumber;
    }
    in query {
        optional {
            /// On a provider's payments: the sub-merchant.
            sub_mchid "子商户号": String => text(32);
        }
    }
}
