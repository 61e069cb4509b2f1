//! Complete a service order.

use super::parts::{STATE, STATE_DESCRIPTION};
use super::{Device, Location, PostDiscount, PostPayment, RiskFund, SettledDiscount, TimeRange};
use crate::declare::{operation, schema};
use crate::spec::{Shape, fen, list, object, text};
use payscore_domain::Fen;

operation! {
    /// Completes a service order in DOING: says what it costs, and has it collected.
    ///
    /// `total_amount` = Σ `post_payments.amount` − Σ `post_discounts.amount`; at most the risk fund (deposit modes) or
    /// the service's cap (pay-after mode). The same call again succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_REQUEST` (当前订单状态不合法), 404 `ORDER_NOT_EXIST`.
    CompleteServiceOrder "完结支付分订单": POST "/v3/payscore/serviceorder/{out_order_no}/complete" => 200 ServiceOrderCompleted;
    source "https://pay.weixin.qq.com/doc/v3/merchant/4012587955";
    reentrant "https://developers.weixin.qq.com/community/develop/doc/0006c812c1834090e6ebb3b6b53400";
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
            /// What is paid for: replaces what creation said. At most 100.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What the order costs, in fen.
            total_amount "总金额": Fen => fen(0);
        }
        optional {
            /// What is taken off: replaces what creation said. At most 30.
            post_discounts "后付费商户优惠": Vec<SettledDiscount> => list::<SettledDiscount>(30);
            /// When; `end_time` is required where creation gave none, is not before the start and not in the future.
            time_range "服务时间段": TimeRange => object::<TimeRange>();
            /// Where it ended.
            location "服务位置": CompletionLocation => object::<CompletionLocation>();
            /// Whether the money is to be shared out.
            profit_sharing "微信支付服务分账标记": bool => Shape::Boolean;
            /// Which coupons apply.
            goods_tag "订单优惠标记": String => text(32);
            /// The device.
            device "设备信息": Device => object::<Device>();
        }
    }
}

schema! {
    /// Where a service ended.
    CompletionLocation {
        optional {
            /// The place.
            end_location "服务结束地点": String => text(50);
        }
    }
}

schema! {
    /// A service order just completed.
    ServiceOrderCompleted {
        required {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The service.
            service_id "服务ID": String => text(32);
            /// What the service is.
            service_introduction "服务信息": String => text(20);
            /// `DOING`, or `DONE` where nothing is to be paid.
            state "服务订单状态": String => STATE;
            /// What the order costs, in fen.
            total_amount "总金额": Fen => fen(0);
        }
        optional {
            /// `MCH_COMPLETE` in DOING.
            state_description "订单状态说明": String => STATE_DESCRIPTION;
            /// What is paid for.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What is taken off.
            post_discounts "商户优惠": Vec<PostDiscount> => list::<PostDiscount>(30);
            /// The most that may be charged.
            risk_fund "服务风险金": RiskFund => object::<RiskFund>();
            /// When.
            time_range "服务时间": TimeRange => object::<TimeRange>();
            /// Where.
            location "服务位置": Location => object::<Location>();
            /// WeChat Pay's number for the order.
            order_id "微信支付服务订单号": String => text(64);
            /// Whether there is anything to collect.
            need_collection "是否需要收款": bool => Shape::Boolean;
        }
    }
}
