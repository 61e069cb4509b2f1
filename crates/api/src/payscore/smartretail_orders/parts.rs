//! The parts that smart-retail orders are made of.

use crate::declare::schema;
use crate::spec::{Shape, fen, integer, text};
use payscore_domain::Fen;

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
    /// A smart-retail order just completed or cancelled.
    SmartRetailOrderClosed {
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
