//! Modify what an acquiring institution's service order costs.

use crate::NoContent;
use crate::declare::operation;
use crate::payscore::serviceorder::{ExplainedDiscount, PostPayment};
use crate::spec::{Shape, fen, list, text};
use payscore_domain::Fen;

operation! {
    /// Lowers what an acquiring institution's completed order costs that is not paid yet, once, unless a deduction is
    /// under way. The same call again succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `ORDER_DONE`, `ORDER_CANCELED`, `INVALID_ORDER_STATE`, 400 `INVALID_REQUEST`
    /// (单据正在扣款中), 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    ModifyAcquiringBankServiceOrder "从业机构修改微信支付分订单金额": POST "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/modify" => 204 NoContent;
    source "https://pay.weixin.qq.com/doc/v3/partner/4012458146";
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
            /// What the order costs now, in fen: less than before.
            total_amount "总金额": Fen => fen(0);
            /// Why: at most 50 characters.
            reason "修改原因": String => text(50);
        }
        optional {
            /// The channel; where given, as at creation.
            channel_id "渠道商商户号": String => text(32);
            /// What is paid for now: at most 100.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What is taken off now: at most 30.
            post_discounts "后付费商户优惠": Vec<ExplainedDiscount> => list::<ExplainedDiscount>(30);
        }
    }
}
