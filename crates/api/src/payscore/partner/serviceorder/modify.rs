//! Modify what a partner's service order costs.

use crate::NoContent;
use crate::declare::operation;
use crate::payscore::serviceorder::{Device, PostPayment, SettledDiscount};
use crate::spec::{Shape, fen, list, object, text};
use payscore_domain::Fen;

operation! {
    /// Lowers what a sub-merchant's order in USER_PAYING costs, once. The same call again succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_REQUEST` (单据正在扣款中), 400 `ORDER_DONE`, `ORDER_CANCELED`,
    /// `INVALID_ORDER_STATE`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    ModifyPartnerServiceOrder "修改订单金额": POST "/v3/payscore/partner/serviceorder/{out_order_no}/modify" => 204 NoContent;
    source "https://pay.weixin.qq.com/doc/v3/partner/4012692360";
    reentrant "https://pay.weixin.qq.com/docs/partner/apis/partner-institution-weixin-pay-score/acquiring-bank-service-order/sync-acquiring-bank-service-order.html";
    path {
        /// The provider's number for the order.
        out_order_no "商户服务订单号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The sub-merchant, as at creation.
            sub_mchid "子商户号": String => text(32);
            /// What is paid for: replaces what the completion said. At most 100.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What the order costs now, in fen.
            total_amount "总金额": Fen => fen(0);
            /// Why: at most 50 characters.
            reason "修改原因": String => text(50);
        }
        optional {
            /// The service, as at creation.
            service_id "服务ID": String => text(32);
            /// What is taken off: replaces what the completion said. At most 30.
            post_discounts "商户优惠": Vec<SettledDiscount> => list::<SettledDiscount>(30);
            /// The device.
            device "设备信息": Device => object::<Device>();
        }
    }
}
