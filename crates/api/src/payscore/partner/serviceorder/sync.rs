//! Tell WeChat Pay what happened to a partner's service order elsewhere.

use crate::NoContent;
use crate::declare::{operation, schema};
use crate::spec::{Shape, fen, integer, object, text};
use payscore_domain::Fen;

operation! {
    /// Says that the sub-merchant was paid outside WeChat Pay: an order in USER_PAYING becomes DONE, channel `MCH`.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `ORDER_DONE`, `ORDER_CANCELED`, `INVALID_ORDER_STATE`, 403 `NO_AUTH`,
    /// 404 `ORDER_NOT_EXIST`.
    SyncPartnerServiceOrder "同步订单信息": POST "/v3/payscore/partner/serviceorder/{out_order_no}/sync" => 204 NoContent;
    source "https://pay.weixin.qq.com/doc/v3/partner/4012458816";
    reentrant "https://pay.weixin.qq.com/docs/partner/apis/partner-institution-weixin-pay-score/acquiring-bank-service-order/sync-acquiring-bank-service-order.html";
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
            /// `Order_Paid`.
            r#type "场景类型": String => Shape::OneOf(&["Order_Paid"]);
            /// When it was paid.
            detail "内容信息详情": PartnerSyncDetail => object::<PartnerSyncDetail>();
        }
    }
}

schema! {
    /// When a sub-merchant's order was paid outside WeChat Pay.
    PartnerSyncDetail {
        required {
            /// `yyyyMMddHHmmss` or `yyyyMMdd` (its first moment); not in the future.
            paid_time "收款成功时间": String => Shape::Time { on_accept: false };
        }
        optional {
            /// The payment's place in the order, from 1: there is only one.
            seq "收款序号": i64 => integer(1, 100);
            /// What was paid, in fen. The order is settled by it, whatever it is.
            paid_amount "收款金额": Fen => fen(0);
        }
    }
}
