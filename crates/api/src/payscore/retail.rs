//! What smart-retail and pay-after orders have in common: their parts and their answers.

use crate::declare::schema;
use crate::spec::{Shape, fen, integer, list, text};
use payscore_domain::Fen;

/// `state`.
const STATES: [&str; 6] = ["CREATED", "USER_ACCEPTED", "FINISHED", "USER_PAID", "REVOKED", "EXPIRED"];

schema! {
    /// Something to be paid for.
    Fee {
        optional {
            /// Its name; unique in the order, except `商品信息`.
            fee_name "付费项目名称": String => text(20);
            /// How many.
            fee_count "付费项目数量": i64 => integer(0, 100);
            /// The whole item's amount in fen.
            fee_amount "付费项目总金额": Fen => fen(0);
            /// How it is charged, in words.
            fee_desc "描述计费规则": String => text(30);
        }
    }
}

schema! {
    /// Something that the merchant takes off.
    Discount {
        optional {
            /// Its name; unique in the order.
            discount_name "优惠名称": String => text(20);
            /// What it takes off, in fen.
            discount_amount "商品优惠金额": Fen => fen(0);
            /// Its conditions, in words.
            discount_desc "优惠说明": String => text(30);
        }
    }
}

schema! {
    /// A smart-retail or pay-after order just completed or cancelled.
    RetailOrderClosed {
        required {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The service.
            service_id "服务ID": String => text(32);
            /// WeChat Pay's number for the order.
            order_id "微信支付服务订单号": String => text(64);
        }
    }
}

schema! {
    /// A smart-retail or pay-after order just created, and how to open its confirmation page.
    RetailOrderCreated {
        optional {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The service.
            service_id "服务ID": String => text(32);
            /// WeChat Pay's number for the order.
            order_id "微信支付服务订单号": String => text(64);
            /// `businessType` for `wx.openBusinessView`.
            miniprogram_businesstype "小程序跳转businessType": String => text(64);
            /// The mini-program to jump to.
            miniprogram_appid "小程序跳转appid": String => text(32);
            /// Its page.
            miniprogram_path "小程序跳转路径": String => text(128);
            /// Its original id, for apps.
            miniprogram_username "小程序跳转username": String => text(64);
            /// Opens the confirmation page.
            package "订单跳转信息": String => text(300);
        }
    }
}

schema! {
    /// A smart-retail or pay-after order as it stands: also what its notifications show.
    RetailOrder {
        optional {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// The merchant's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The service.
            service_id "服务ID": String => text(32);
            /// `CREATED`, `USER_ACCEPTED`, `FINISHED`, `USER_PAID`, `REVOKED` or `EXPIRED`.
            state "单据状态": String => Shape::OneOf(&STATES);
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
            pay_type "支付方式": String => Shape::OneOf(&["MchChannelPayType"]);
        }
    }
}
