//! Modify what a service order costs.

use super::{Device, DiscountItem, PostPayment, ServiceOrder};
use crate::declare::operation;
use crate::spec::{Shape, fen, list, object, text};
use payscore_domain::Fen;

operation! {
    /// Lowers what an order in USER_PAYING costs, once: what is collected from then on is `total_amount`. Payments and
    /// discounts replace those of the completion. The same call again succeeds again.
    ///
    /// `total_amount` = Σ `post_payments.amount` − Σ `post_discounts.amount`, below what the order costs so far. An
    /// order that is paid already is refunded in part instead.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_REQUEST` (单据正在扣款中), 400 `ORDER_DONE`, `ORDER_CANCELED`,
    /// `INVALID_ORDER_STATE`, 404 `ORDER_NOT_EXIST`.
    ModifyServiceOrder "修改订单金额": POST "/v3/payscore/serviceorder/{out_order_no}/modify" => 200 ServiceOrder;
    source "https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/service-order/modify-service-order.html";
    reentrant "https://pay.weixin.qq.com/docs/partner/apis/partner-institution-weixin-pay-score/acquiring-bank-service-order/sync-acquiring-bank-service-order.html";
    path {
        /// The merchant's number for the order.
        out_order_no "商户服务订单号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The application, as at creation.
            appid "公众账号ID": String => text(32);
            /// The service, as at creation.
            service_id "服务ID": String => text(32);
            /// What is paid for: replaces what the completion said. At most 100.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What the order costs now, in fen.
            total_amount "总金额": Fen => fen(0);
            /// Why: at most 50 characters.
            reason "修改原因": String => text(50);
        }
        optional {
            /// What is taken off: replaces what the completion said. At most 30.
            post_discounts "后付费商户优惠": Vec<DiscountItem> => list::<DiscountItem>(30);
            /// The device.
            device "设备信息": Device => object::<Device>();
        }
    }
}
