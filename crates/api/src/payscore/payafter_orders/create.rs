//! Create a pay-after order.

use super::{Discount, Fee, RetailOrderCreated};
use crate::declare::operation;
use crate::spec::{Shape, encrypted, fen, list, text};
use payscore_domain::Fen;

operation! {
    /// Creates a pay-after order: a service is about to be used that is paid for afterwards.
    ///
    /// The answer says how to open the confirmation page; an order not confirmed within an hour expires. The same
    /// call again succeeds again; the same number with other parameters is refused.
    ///
    /// Name, phone, document number and address travel encrypted for the platform key that the request's
    /// `Wechatpay-Serial` header names. They are checked and forgotten.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 订单重入参数校验失败, 平台私钥解密失败), 400 `INVALID_REQUEST` (综合评估未通过),
    /// 403 `NO_AUTH`.
    CreatePayAfterOrder "创建先享后付订单": POST "/v3/payscore/payafter-orders" => 200 RetailOrderCreated;
    source "https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=17_1&index=3";
    in body {
        required {
            /// The application, bound to the merchant number.
            appid "公众账号ID": String => text(32);
            /// The merchant's number for the order: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// The service.
            service_id "服务ID": String => text(32);
        }
        optional {
            /// `yyyyMMddHHmmss`, `yyyyMMdd`, or `OnAccept` for the moment of the user's confirmation.
            service_start_time "服务开始时间": String => Shape::Time { on_accept: true };
            /// `yyyyMMddHHmmss` or `yyyyMMdd`.
            service_end_time "服务结束时间": String => Shape::Time { on_accept: false };
            /// Where use starts.
            service_start_location "服务开始地点": String => text(20);
            /// Where it should end.
            service_end_location "服务结束位置": String => text(20);
            /// What the service is: at most 20 characters.
            service_introduction "服务信息": String => text(20);
            /// What may have to be paid for: at most 100.
            fees "后付费项目": Vec<Fee> => list::<Fee>(100);
            /// What is taken off: at most 5.
            discounts "商户优惠": Vec<Discount> => list::<Discount>(5);
            /// The most that may be charged, in fen; at most the service's cap.
            risk_amount "订单风险金额": Fen => fen(0);
            /// The merchant's own text, handed back untouched: at most 200 characters.
            attach "商户数据包": String => text(200);
            /// Whether the user confirms this order; true when left out.
            need_user_confirm "是否需要用户确认": bool => Shape::Boolean;
            /// The user; required where no confirmation is needed.
            openid "用户标识": String => text(128);
            /// The user's name, encrypted.
            name "用户姓名": String => encrypted(100);
            /// The user's phone number, encrypted.
            phone "用户手机号": String => encrypted(20);
            /// The number of the user's identity document, encrypted.
            userid "用户证件号码": String => encrypted(64);
            /// The user's address, encrypted.
            address "用户地址": String => encrypted(256);
        }
    }
}
