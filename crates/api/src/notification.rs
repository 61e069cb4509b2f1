//! What the decrypted `resource` of a notification holds.

use crate::declare::schema;
use crate::payscore::partner::service_account_applications::ServiceAccountApplication;
use crate::payscore::serviceorder::ServiceOrder;
use crate::payscore::sign_plan::user_sign_plans::UserSignPlan;
use crate::payscore::smartretail_orders::RetailOrder;
use crate::spec::{Field, Schema, Shape, fen, integer, object, text};
use payscore_domain::Fen;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The resource of PAYSCORE.USER_CONFIRM.
pub type UserConfirm = ServiceOrder;

/// The resource of PAYSCORE.USER_ACCEPTED.
pub type UserAccepted = RetailOrder;

/// The resource of PAYSCORE.USER_OPEN_SERVICE.
pub type UserOpenService = UserService;

/// The resource of PAYSCORE.USER_CLOSE_SERVICE.
pub type UserCloseService = UserService;

schema! {
    /// A user authorized a service, or the authorization ended.
    UserService {
        required {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// The service.
            service_id "服务ID": String => text(32);
            /// The user.
            openid "用户标识": String => text(128);
        }
        optional {
            /// On a provider's: the sub-merchant's application.
            sub_appid "子商户公众账号ID": String => text(32);
            /// On a provider's: the sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// On an acquiring bank's: the channel.
            channel_id "渠道商商户号": String => text(32);
            /// On a provider's: the user, as the sub-merchant's application sees it.
            sub_openid "子商户用户标识": String => text(128);
            /// Which of the two.
            user_service_status "回调状态": String => Shape::OneOf(&["USER_OPEN_SERVICE", "USER_CLOSE_SERVICE"]);
            /// When: `yyyyMMddHHmmss`.
            openorclose_time "服务开启/解除授权时间": String => text(32);
            /// The merchant's number for the authorization; none where it was not asked for with one.
            authorization_code "授权协议号": String => Shape::OutNumber;
            /// What the merchant opened the page with, where it was not a pre-authorization.
            out_request_no "商户签约单号": String => text(64);
            /// Of another product with the same event, campus payment; never set on PayScore's own.
            contract_id "签约ID": String => text(32);
            /// As `contract_id`.
            plan_id "模板ID": String => text(32);
            /// As `contract_id`.
            contract_status "签约状态": String => Shape::OneOf(&["ADD", "DELETE"]);
            /// As `contract_id`.
            create_time "签约时间": String => text(64);
            /// As `contract_id`.
            out_contract_code "商户签约号": String => text(64);
        }
    }
}

/// The resource of PAYSCORE.USER_SIGN_PLAN.
pub type SignedPlan = UserSignPlan;

/// The resource of PAYSCORE.USER_CANCEL_SIGN_PLAN.
pub type CancelledSignPlan = UserSignPlan;

/// The resource of PAYSCORE.BIND_SERVICE_ACCOUNT.
pub type BindServiceAccount = ServiceAccountApplication;

/// The resource of REFUND.SUCCESS, REFUND.CLOSED and REFUND.ABNORMAL.
pub use crate::refund::domestic::refunds::RefundNotice;

/// The resource of PAYSCORE.USER_PAID: an order of either family.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum UserPaid {
    /// A service order, in state DONE.
    ServiceOrder(Box<ServiceOrder>),
    /// A smart-retail order, in state USER_PAID.
    RetailOrder(Box<RetailOrder>),
}

impl<'de> Deserialize<'de> for UserPaid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        // Nothing in the envelope tells the families apart; the names of their states do.
        let value = Value::deserialize(deserializer)?;
        if value["state"] == "USER_PAID" {
            serde_json::from_value(value).map(Self::RetailOrder).map_err(D::Error::custom)
        } else {
            serde_json::from_value(value).map(Self::ServiceOrder).map_err(D::Error::custom)
        }
    }
}

schema! {
    /// The resource of PAYSCORE.MCH_PREPAY: a user wants to pay by hand what an acquiring institution collects, which is
    /// to place the payment at the clearing house.
    MchPrepay {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The institution's application.
            appid "从业机构公众账号ID": String => text(32);
            /// The institution.
            mchid "从业机构商户号": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// The institution's number for the order.
            out_order_no "商户服务订单号": String => Shape::OutNumber;
            /// What is owed, in fen.
            total_amount "总金额": Fen => fen(0);
            /// What the payment is to be placed with.
            prepay_req_body "预下单请求参数": PrepayRequest => object::<PrepayRequest>();
        }
        optional {
            /// The sub-merchant's application.
            sub_appid "子商户公众账号ID": String => text(32);
            /// The channel.
            channel_id "渠道商商户号": String => text(32);
            /// The user, as the institution's application sees them; absent where `sub_openid` is there.
            openid "用户标识": String => text(128);
            /// The user, as the sub-merchant's application sees them.
            sub_openid "子商户用户标识": String => text(128);
            /// Of an attempt before: the request's headers, base64.
            prepay_req_header_base64 "预下单请求头部": String => text(65_536);
            /// Of an attempt before: the request's body, base64.
            prepay_req_body_base64 "预下单请求包体": String => text(65_536);
            /// Of an attempt before: the answer's status.
            prepay_resp_http_code "预下单应答状态码": i64 => integer(100, 599);
            /// Of an attempt before: the answer's headers, base64.
            prepay_resp_header_base64 "预下单应答头部": String => text(65_536);
            /// Of an attempt before: the answer's body, base64.
            prepay_resp_body_base64 "预下单应答包体": String => text(65_536);
        }
    }
}

schema! {
    /// Fields of the request with which an acquiring institution places a payment at the clearing house.
    PrepayRequest {
        required {
            /// `WEB`.
            device_info "终端设备号": String => text(32);
            /// Random.
            nonce_str "随机字符串": String => text(32);
            /// What is paid for.
            body "商品描述": String => text(128);
            /// `CNY`.
            fee_type "货币类型": String => text(16);
            /// `yyyyMMddHHmmss`.
            time_start "订单生成时间": String => Shape::Time { on_accept: false };
            /// `yyyyMMddHHmmss`.
            time_expire "订单失效时间": String => Shape::Time { on_accept: false };
            /// Where the payment's own notification goes.
            notify_url "通知地址": String => text(256);
            /// `JSAPI`, `NATIVE` or `App`.
            trade_type "交易类型": String => text(16);
            /// `no_credit` where credit cards are not to be used; otherwise empty.
            limit_pay "指定支付方式": String => Shape::Text { min: 0, max: 32 };
            /// Whether an invoice is to be offered.
            need_receipt "电子发票入口开放标识": bool => Shape::Boolean;
        }
        optional {
            /// The merchant's own text.
            attach "附加数据": String => text(256);
            /// Which coupons apply.
            goods_tag "订单优惠标记": String => text(32);
        }
    }
}

/// A notification, as data.
#[derive(Debug)]
#[non_exhaustive]
pub struct NotificationSpec {
    /// `event_type` on the wire.
    pub event_type: &'static str,
    /// The official title.
    pub title: &'static str,
    /// The fields of its plaintext; several lists where it is sent of several kinds of things.
    pub plaintexts: &'static [&'static [Field]],
}

/// Every notification that is sent.
pub static NOTIFICATIONS: &[NotificationSpec] = &[
    NotificationSpec {
        event_type: "PAYSCORE.USER_CONFIRM",
        title: "支付分服务用户确认成功",
        plaintexts: &[UserConfirm::FIELDS],
    },
    NotificationSpec {
        event_type: "PAYSCORE.USER_ACCEPTED",
        title: "支付分服务确认订单",
        plaintexts: &[UserAccepted::FIELDS],
    },
    NotificationSpec {
        event_type: "PAYSCORE.USER_PAID",
        title: "支付分服务用户支付成功",
        plaintexts: &[ServiceOrder::FIELDS, RetailOrder::FIELDS],
    },
    NotificationSpec {
        event_type: "PAYSCORE.USER_OPEN_SERVICE",
        title: "支付分服务用户授权成功",
        plaintexts: &[UserOpenService::FIELDS],
    },
    NotificationSpec {
        event_type: "PAYSCORE.USER_CLOSE_SERVICE",
        title: "支付分服务用户解除授权成功",
        plaintexts: &[UserCloseService::FIELDS],
    },
    NotificationSpec {
        event_type: "PAYSCORE.MCH_PREPAY",
        title: "支付分从业机构-商户预下单",
        plaintexts: &[MchPrepay::FIELDS],
    },
    NotificationSpec {
        event_type: "PAYSCORE.USER_SIGN_PLAN",
        title: "签约成功回调",
        plaintexts: &[SignedPlan::FIELDS],
    },
    NotificationSpec {
        event_type: "PAYSCORE.USER_CANCEL_SIGN_PLAN",
        title: "取消签约回调",
        plaintexts: &[CancelledSignPlan::FIELDS],
    },
    NotificationSpec {
        event_type: "PAYSCORE.BIND_SERVICE_ACCOUNT",
        title: "服务账户绑定结果",
        plaintexts: &[BindServiceAccount::FIELDS],
    },
    NotificationSpec { event_type: "REFUND.SUCCESS", title: "退款成功", plaintexts: &[RefundNotice::FIELDS] },
    NotificationSpec { event_type: "REFUND.CLOSED", title: "退款关闭", plaintexts: &[RefundNotice::FIELDS] },
    NotificationSpec { event_type: "REFUND.ABNORMAL", title: "退款异常", plaintexts: &[RefundNotice::FIELDS] },
];
