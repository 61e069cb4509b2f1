//! Tell WeChat Pay what happened to a service order abroad elsewhere.

use crate::NoContent;
use crate::declare::{operation, schema};
use crate::spec::{Shape, fen, integer, object, text};
use payscore_domain::Fen;

operation! {
    /// Says that the merchant was paid outside WeChat Pay: an order in USER_PAYING becomes DONE, channel `MCH`, unless a
    /// deduction is under way.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `ORDER_DONE`, `ORDER_CANCELED`, `INVALID_ORDER_STATE`, 400 `INVALID_REQUEST`
    /// (单据正在扣款中), 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    SyncOverseaPartnerServiceOrder "同步支付分订单信息": POST "/v3/payscore/oversea/partner/serviceorder/{out_order_no}/sync" => 204 NoContent;
    source "https://pay.weixin.qq.com/doc/global/v3/zh/4014096438";
    path {
        /// The provider's number for the order.
        out_order_no "商户业务订单号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The service, as at creation.
            service_id "服务ID": String => text(32);
            /// The sub-merchant, as at creation.
            sub_mchid "子商户号": String => text(32);
            /// `Order_Paid`.
            r#type "场景类型": String => Shape::OneOf(&["Order_Paid"]);
            /// When it was paid.
            detail "内容信息详情": OverseaSyncDetail => object::<OverseaSyncDetail>();
        }
    }
}

schema! {
    /// When an order was paid outside WeChat Pay.
    OverseaSyncDetail {
        required {
            /// RFC 3339, as upstream's sample has it, or `yyyyMMddHHmmss`, or `yyyyMMdd` (its first moment); not in the
            /// future.
            paid_time "收款成功时间": String => text(32);
        }
        optional {
            /// Which payment of the order it was: there is one.
            seq "收款序号": i64 => integer(1, 100);
            /// What was paid, in the currency's smallest unit.
            paid_amount "收款金额": Fen => fen(0);
        }
    }
}
