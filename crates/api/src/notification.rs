//! What the decrypted `resource` of a notification holds.

use crate::payscore::serviceorder::ServiceOrder;
use crate::payscore::smartretail_orders::RetailOrder;
use crate::spec::{Field, Schema};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The resource of PAYSCORE.USER_CONFIRM.
pub type UserConfirm = ServiceOrder;

/// The resource of PAYSCORE.USER_ACCEPTED.
pub type UserAccepted = RetailOrder;

/// The resource of PAYSCORE.USER_PAID: an order of either family.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
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

/// A notification, as data.
#[derive(Debug)]
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
];
