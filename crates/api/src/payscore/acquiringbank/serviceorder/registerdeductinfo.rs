//! Register a deduction.

use crate::declare::{operation, schema};
use crate::spec::{Shape, text};

operation! {
    /// Registers the number under which the institution has the clearing house deduct what a completed order costs.
    ///
    /// A number serves for one deduction: after one that failed, another one has to be registered. While one is under
    /// way the order cannot be cancelled, modified or synced. The same number again succeeds again while it is under way
    /// or has brought the money.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_ORDER_STATE`, `ORDER_DONE`, `ORDER_CANCELED`, 400 `INVALID_REQUEST`
    /// (单据正在扣款中), 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    RegisterAcquiringBankDeduction "从业机构登记微信支付分扣款信息": POST "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/registerdeductinfo" => 200 DeductionRegistered;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-institution-weixin-pay-score/acquiring-bank-service-order/register-deduct-info.html";
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
            /// The channel, as at creation.
            channel_id "渠道商商户号": String => text(32);
        }
        optional {
            /// The institution's application; where given, as at creation.
            appid "公众账号ID": String => text(32);
            /// The deduction's number: 1–32 of `[0-9A-Za-z_\-|*]`. Needed, although the catalogue lets it be left out.
            out_trade_no "商户扣款单号": String => Shape::OutNumber;
            /// The sub-merchant's application; where given, as at creation.
            sub_appid "子商户公众账号ID": String => text(32);
        }
    }
}

schema! {
    /// A deduction just registered.
    DeductionRegistered {
        optional {
            /// What is paid for, in words: what the clearing house is to be told.
            description "商品描述": String => text(128);
        }
    }
}
