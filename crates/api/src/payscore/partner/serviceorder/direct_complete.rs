//! Create and complete a partner's service order in one call.

use crate::NoContent;
use crate::declare::operation;
use crate::payscore::serviceorder::{Location, PlannedDiscount, PlannedTimeRange, PostPayment};
use crate::spec::{Shape, fen, list, object, text};
use payscore_domain::Fen;

operation! {
    /// Creates and completes a service order in one call, after the service was used: for businesses that need no
    /// risk judgement. The user must have authorized the service. The same call again succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_REQUEST`, 403 `NO_AUTH`.
    DirectCompletePartnerServiceOrder "创单结单合并": POST "/v3/payscore/partner/serviceorder/direct-complete" => 204 NoContent;
    source "https://pay.weixin.qq.com/doc/v3/merchant/4012924361";
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider's application.
            appid "服务商应用ID": String => text(32);
            /// The sub-merchant's application.
            sub_appid "子商户应用ID": String => text(32);
            /// The provider's number for the order: 1–32 of `[0-9A-Za-z_\-|*]`.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// What the service is: at most 20 characters.
            service_introduction "服务信息": String => text(20);
            /// What the order costs, in fen: Σ `post_payments.amount` − Σ `post_discounts.amount`.
            total_amount "总金额": Fen => fen(0);
            /// When; `start_time` is not `OnAccept`.
            time_range "服务时间段": PlannedTimeRange => object::<PlannedTimeRange>();
            /// Where notifications go.
            notify_url "商户回调地址": String => Shape::Url { max: 255 };
        }
        optional {
            /// The sub-merchant; the provider's only one when left out.
            sub_mchid "子商户号": String => text(32);
            /// What is paid for: at most 100.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What is taken off: at most 30.
            post_discounts "后付费商户优惠": Vec<PlannedDiscount> => list::<PlannedDiscount>(30);
            /// Where.
            location "服务位置": Location => object::<Location>();
            /// Whether the money is to be shared out.
            profit_sharing "微信支付服务分账标记": bool => Shape::Boolean;
            /// Which coupons apply.
            goods_tag "订单优惠标记": String => text(32);
            /// The provider's own text, handed back untouched: at most 256 characters.
            attach "商户数据包": String => text(256);
            /// The user, as the provider's application sees it.
            openid "用户标识": String => text(128);
        }
    }
}
