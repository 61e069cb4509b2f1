//! Complete a partner's service order.

use crate::NoContent;
use crate::declare::operation;
use crate::payscore::serviceorder::{Device, ExplainedDiscount, Location, PostPayment, TimeRange};
use crate::spec::{Shape, fen, list, object, text};
use payscore_domain::Fen;

operation! {
    /// Completes a sub-merchant's service order in DOING: says what it costs, and has it collected.
    ///
    /// `total_amount` = Σ `post_payments.amount` − Σ `post_discounts.amount`; at most the risk fund (deposit modes) or
    /// the service's cap (pay-after mode). The same call again succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_REQUEST` (当前订单状态不合法), 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    CompletePartnerServiceOrder "完结支付分订单": POST "/v3/payscore/partner/serviceorder/{out_order_no}/complete" => 204 NoContent;
    source "https://pay.weixin.qq.com/doc/v3/partner/4012692408";
    reentrant "https://developers.weixin.qq.com/community/develop/doc/0006c812c1834090e6ebb3b6b53400";
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
            /// What is paid for: replaces what creation said. At most 100.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What the order costs, in fen.
            total_amount "总金额": Fen => fen(0);
        }
        optional {
            /// What is taken off: replaces what creation said. At most 30.
            post_discounts "后付费商户优惠": Vec<ExplainedDiscount> => list::<ExplainedDiscount>(30);
            /// When; `end_time` is required where creation gave none, is not before the start and not in the future.
            time_range "实际服务时间": TimeRange => object::<TimeRange>();
            /// Where it really was used.
            location "实际服务位置": Location => object::<Location>();
            /// Whether the money is to be shared out.
            profit_sharing "微信支付服务分账标记": bool => Shape::Boolean;
            /// When the service was completed, in the provider's words.
            complete_time "完结服务时间": String => text(64);
            /// Which coupons apply.
            goods_tag "订单优惠标记": String => text(32);
            /// The device.
            device "设备信息": Device => object::<Device>();
        }
    }
}
