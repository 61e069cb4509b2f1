//! Complete a smart-retail order.

use super::{Discount, Fee, RetailOrderClosed};
use crate::declare::operation;
use crate::spec::{Shape, fen, integer, list, text};
use payscore_domain::Fen;

operation! {
    /// Completes a confirmed smart-retail order: the cabinet is closed again.
    ///
    /// `finish_type` 1: nothing was taken, the order is cancelled (reason required, total 0). 2: used; `total_amount`
    /// = Σ `fee_amount` − Σ `discount_amount`, and is collected. `finish_ticket` comes from the query.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 校验完结凭证错误), 400 `INVALID_REQUEST`, 404 `ORDER_NOT_EXIST`.
    CompleteSmartRetailOrder "完结智慧零售订单": POST "/v3/payscore/smartretail-orders/{out_order_no}/complete" => 200 RetailOrderClosed;
    source "https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=14_4&index=6";
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
        }
        optional {
            /// 1: not used; 2: used. Needed, although the catalogue lets it be left out.
            finish_type "完结类型": i64 => integer(1, 2);
            /// What the order costs, in fen; 0 where it was not used. Needed.
            total_amount "总金额": Fen => fen(0);
            /// From the query or the USER_ACCEPTED notification. Needed.
            finish_ticket "完结凭证": String => text(512);
            /// Why it was not used: at most 30 characters. Required with `finish_type` 1.
            cancel_reason "取消原因": String => text(30);
            /// When use really started.
            real_service_start_time "实际服务开始时间": String => Shape::Time { on_accept: false };
            /// When it really ended; not in the future.
            real_service_end_time "实际服务结束时间": String => Shape::Time { on_accept: false };
            /// Where it really ended.
            real_service_end_location "实际服务结束位置": String => text(20);
            /// What is paid for: at most 100.
            fees "后付费项目": Vec<Fee> => list::<Fee>(100);
            /// What is taken off: at most 5.
            discounts "商户优惠": Vec<Discount> => list::<Discount>(5);
            /// Whether the money is to be shared out.
            profit_sharing "是否指定商户分账": bool => Shape::Boolean;
        }
    }
}
