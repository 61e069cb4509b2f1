//! What the decrypted `resource` of a notification holds.

use crate::declare::schema;
use crate::payscore::serviceorder::ServiceOrder;
use crate::payscore::smartretail_orders::SmartRetailOrder;
use crate::spec::{Shape, text};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The resource of PAYSCORE.USER_CONFIRM.
pub type UserConfirm = ServiceOrder;

/// The resource of PAYSCORE.USER_ACCEPTED.
pub type UserAccepted = SmartRetailOrder;

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

/// The resource of PAYSCORE.USER_PAID: an order of either family.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum UserPaid {
    /// A service order, in state DONE.
    ServiceOrder(Box<ServiceOrder>),
    /// A smart-retail order, in state USER_PAID.
    SmartRetailOrder(Box<SmartRetailOrder>),
}

impl<'de> Deserialize<'de> for UserPaid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        // Nothing in the envelope tells the families apart; the names of their states do.
        let value = Value::deserialize(deserializer)?;
        if value["state"] == "USER_PAID" {
            serde_json::from_value(value).map(Self::SmartRetailOrder).map_err(D::Error::custom)
        } else {
            serde_json::from_value(value).map(Self::ServiceOrder).map_err(D::Error::custom)
        }
    }
}
