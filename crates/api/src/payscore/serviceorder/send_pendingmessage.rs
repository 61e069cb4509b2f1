//! Remind the user of a service order: fees to be settled.

use super::{DiscountItem, PaymentItem};
use crate::NoContent;
use crate::declare::operation;
use crate::spec::{Shape, fen, list, text};
use payscore_domain::Fen;

operation! {
    /// Tells the user what waits to be settled, and on which day it will be deducted. An order in USER_CONFIRM has this message
    /// once; the same call again succeeds again and sends nothing.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `ORDER_DONE`, `ORDER_CANCELED`, `INVALID_ORDER_STATE`,
    /// 404 `ORDER_NOT_EXIST`.
    SendServiceOrderPendingMessage "下发服务费用待处理消息": POST "/v3/payscore/serviceorder/{out_order_no}/send-pendingmessage" => 204 NoContent;
    source "https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/service-order/send-order-pending-message.html";
    path {
        /// The merchant's number for the order.
        out_order_no "商户服务订单号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The service, as at creation.
            service_id "服务ID": String => text(32);
            /// What is paid for: at most 100.
            post_payments "后付费项目": Vec<PaymentItem> => list::<PaymentItem>(100);
            /// What will be deducted, in fen: Σ `post_payments.amount` − Σ `post_discounts.amount`.
            total_amount "总金额": Fen => fen(0);
            /// `yyyyMMdd`: the day of the deduction, not before the call.
            prepaid_time "预计扣费时间": String => Shape::Day;
        }
        optional {
            /// What is taken off: at most 30.
            post_discounts "商户优惠": Vec<DiscountItem> => list::<DiscountItem>(30);
        }
    }
}
