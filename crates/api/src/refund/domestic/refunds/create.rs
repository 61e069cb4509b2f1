//! Ask for a refund.

use super::{Refund, RefundGoods, RefundRequestAmount};
use crate::declare::operation;
use crate::spec::{Shape, list, object, text};

operation! {
    /// Gives a payment back, wholly or in part: within 365 days, in at most 50 parts, never more than was paid.
    ///
    /// The answer says that the refund was taken on; how it ended, the query and the REFUND.* notifications tell. The
    /// same call again succeeds again; the same number with other parameters is refused.
    ///
    /// A payment of PayScore is named by its `transaction_id`, as the order's `collection.details` has it. Its
    /// `out_trade_no` is not the order's `out_order_no`: PayScore makes it when it deducts.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_REQUEST` (订单金额或退款金额与之前请求不一致, 订单已全额退款), 403 `NO_AUTH`,
    /// 403 `NOT_ENOUGH`, 403 `USER_ACCOUNT_ABNORMAL`, 404 `RESOURCE_NOT_EXISTS`.
    CreateRefund "申请退款": POST "/v3/refund/domestic/refunds" => 200 Refund;
    source "https://pay.weixin.qq.com/doc/v3/partner/4013163605";
    reentrant "https://pay.weixin.qq.com/doc/v3/partner/4013163605";
    in body {
        required {
            /// The merchant's number for the refund: 1–64 of `[0-9A-Za-z_\-|*@]`, unique in the merchant number.
            out_refund_no "商户退款单号": String => Shape::OutRefundNumber;
            /// How much, of what.
            amount "金额信息": RefundRequestAmount => object::<RefundRequestAmount>();
        }
        optional {
            /// On a provider's payments: the sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// WeChat Pay's number of the payment: this or `out_trade_no`.
            transaction_id "微信支付订单号": String => text(32);
            /// The number that PayScore gave the payment: this or `transaction_id`.
            out_trade_no "商户订单号": String => text(32);
            /// Why, as the user is told: at most 80 characters.
            reason "退款原因": String => text(80);
            /// Where notifications go; where left out, to the merchant's own address.
            notify_url "退款结果回调url": String => Shape::Url { max: 256 };
            /// Out of which account; for merchants of the old kind only.
            funds_account "退款资金来源": String => Shape::OneOf(&["AVAILABLE", "UNSETTLED"]);
            /// For which goods.
            goods_detail "退款商品": Vec<RefundGoods> => list::<RefundGoods>(1000);
        }
    }
}
