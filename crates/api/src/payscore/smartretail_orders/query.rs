//! Query a smart-retail order.

use super::{Discount, Fee};
use crate::declare::{operation, schema};
use crate::spec::{Shape, fen, integer, list, text};
use payscore_domain::Fen;

operation! {
    /// Queries a smart-retail order, by its number or by what the confirmation page handed back: exactly one of both.
    ///
    /// Errors: 400 `PARAM_ERROR`, 404 `ORDER_NOT_EXIST`.
    QuerySmartRetailOrder "查询智慧零售订单": GET "/v3/payscore/smartretail-orders" => 200 SmartRetailOrder;
    source "https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=14_2&index=4";
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
    /// A smart-retail order as it stands: also what its notifications show.
    SmartRetailOrder {
        required {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The service.
            service_id "服务ID": String => text(32);
            /// `CREATED`, `USER_ACCEPTED`, `FINISHED`, `USER_PAID`, `REVOKED` or `EXPIRED`.
            state "单据状态": String => text(32);
        }
        optional {
            /// 1: not used; 2: used. Once completed.
            finish_type "完结类型": i64 => integer(1, 2);
            /// When use starts.
            service_start_time "服务开始时间": String => Shape::Time { on_accept: true };
            /// When it should end.
            service_end_time "服务结束时间": String => Shape::Time { on_accept: false };
            /// When use really started.
            real_service_start_time "实际服务开始时间": String => Shape::Time { on_accept: true };
            /// When it really ended.
            real_service_end_time "实际服务结束时间": String => Shape::Time { on_accept: false };
            /// When it was paid: `yyyyMMddHHmmss`.
            pay_succ_time "支付完成时间": String => Shape::Time { on_accept: false };
            /// Where use starts.
            service_start_location "服务开始地点": String => text(20);
            /// Where it should end.
            service_end_location "服务结束位置": String => text(20);
            /// Where use really started.
            real_service_start_location "实际服务开始地点": String => text(20);
            /// Where it really ended.
            real_service_end_location "实际服务结束位置": String => text(20);
            /// What the service is.
            service_introduction "服务信息": String => text(20);
            /// What is paid for.
            fees "后付费项目": Vec<Fee> => list::<Fee>(100);
            /// What is taken off.
            discounts "商户优惠": Vec<Discount> => list::<Discount>(5);
            /// The most that may be charged, in fen.
            risk_amount "订单风险金额": Fen => fen(0);
            /// What the order costs, in fen, once completed.
            total_amount "总金额": Fen => fen(0);
            /// The merchant's own text.
            attach "商户数据包": String => text(200);
            /// In USER_ACCEPTED: what the completion must bring along.
            finish_ticket "完结凭证": String => text(512);
            /// Once paid: WeChat Pay's number of the payment.
            finish_transaction_id "结单交易单号": String => text(32);
            /// `MchChannelPayType` where the merchant was paid outside WeChat Pay.
            pay_type "支付方式": String => text(32);
        }
    }
}
