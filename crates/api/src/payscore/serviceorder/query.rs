//! Query a service order.

use super::parts::{STATE, STATE_DESCRIPTION};
use super::{Collection, Location, PostDiscount, PostPayment, RiskFund, TimeRange};
use crate::declare::{operation, schema};
use crate::spec::{Shape, fen, integer, list, object, text};
use payscore_domain::Fen;

operation! {
    /// Queries a service order, by its number or by what the confirmation page handed back: exactly one of the two.
    ///
    /// Errors: 400 `PARAM_ERROR`, 404 `ORDER_NOT_EXIST`.
    QueryServiceOrder "查询支付分订单": GET "/v3/payscore/serviceorder" => 200 ServiceOrder;
    source "https://pay.weixin.qq.com/doc/v3/merchant/4012587934";
    in query {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The application.
            appid "公众账号ID": String => text(32);
        }
        optional {
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// What the confirmation page handed back.
            query_id "回跳查询ID": String => text(512);
        }
    }
}

schema! {
    /// A service order as it stands: also what a sync and the USER_PAID notification show.
    ServiceOrder {
        required {
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The service.
            service_id "服务ID": String => text(32);
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// What the service is.
            service_introduction "服务信息": String => text(20);
            /// `CREATED`, `DOING`, `DONE`, `REVOKED` or `EXPIRED`.
            state "服务订单状态": String => STATE;
        }
        optional {
            /// In DOING: `USER_CONFIRM` or `MCH_COMPLETE`.
            state_description "订单状态说明": String => STATE_DESCRIPTION;
            /// On a provider's orders: the sub-merchant's application.
            sub_appid "子商户应用ID": String => text(32);
            /// On a provider's orders: the sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// What is paid for.
            post_payments "后付费项目": Vec<PostPayment> => list::<PostPayment>(100);
            /// What is taken off.
            post_discounts "商户优惠": Vec<PostDiscount> => list::<PostDiscount>(30);
            /// The most that may be charged.
            risk_fund "服务风险金": RiskFund => object::<RiskFund>();
            /// What the order costs, in fen, once completed.
            total_amount "总金额": Fen => fen(0);
            /// Whether there is anything to collect, once completed.
            need_collection "是否需要收款": bool => Shape::Boolean;
            /// How the money is coming in, where there is any.
            collection "收款信息": Collection => object::<Collection>();
            /// When.
            time_range "服务时间": TimeRange => object::<TimeRange>();
            /// Where.
            location "服务位置": Location => object::<Location>();
            /// The merchant's own text.
            attach "商户数据包": String => text(256);
            /// Where notifications go.
            notify_url "商户回调地址": String => text(256);
            /// The user, once known.
            openid "用户标识": String => text(128);
            /// The user, once known, as the sub-merchant's application sees them, where the order names that.
            sub_openid "子商户公众号下的用户标识": String => text(128);
            /// WeChat Pay's number for the order.
            order_id "微信支付服务订单号": String => text(64);
            /// On an acquiring institution's orders: the channel.
            channel_id "渠道商商户号": String => text(32);
            /// On orders abroad: the currency of all amounts.
            currency "货币类型": String => text(16);
            /// On orders abroad, once paid through WeChat Pay: the rate times 10⁸.
            currency_price "汇率值": i64 => integer(0, i64::MAX);
            /// On orders abroad, once paid through WeChat Pay: the rate at which the user paid, in words.
            currency_rate_info "汇率": String => text(64);
            /// In notifications: the merchant's side of the number of the payment that collects the order.
            out_trade_no "商户系统内部扣款单号": String => text(32);
        }
    }
}
