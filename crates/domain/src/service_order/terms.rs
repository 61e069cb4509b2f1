//! The terms of a service order: all that a creation says.

use super::{Device, Location, Party, RiskFund, ShoppingInfo, TimeRange};
use crate::charges::{Discount, Payment};
use crate::ids::{Appid, OpenId, OrderKey, ServiceId};
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// All that an order was created with. Two creations are the same when their terms are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The order's name on the merchant's side.
    pub key: OrderKey,
    /// The application.
    pub appid: Appid,
    /// The service.
    pub service_id: ServiceId,
    /// On whose behalf.
    #[serde(skip_serializing_if = "Party::is_direct", default)]
    pub party: Party,
    /// What the service is, in words.
    pub service_introduction: String,
    /// What may have to be paid for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub payments: Vec<Payment>,
    /// What the merchant takes off.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub discounts: Vec<Discount>,
    /// The most that may be charged; absent where order and completion are one call.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub risk_fund: Option<RiskFund>,
    /// When.
    pub time_range: TimeRange,
    /// Where.
    #[serde(default)]
    pub location: Location,
    /// The merchant's own text, handed back untouched.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attach: Option<String>,
    /// Where notifications go.
    pub notify_url: String,
    /// The user, where the merchant names one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub openid: Option<OpenId>,
    /// The user as the sub-merchant's application sees them, where the merchant names one so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sub_openid: Option<OpenId>,
    /// Whether the user confirms this order.
    pub need_user_confirm: bool,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<Device>,
    /// What was bought, where goods are used first and paid for on delivery.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shopping: Option<ShoppingInfo>,
}

impl Terms {
    /// The user whom the merchant names, in either way: test users have one name under all applications.
    pub fn user(&self) -> Option<&OpenId> {
        self.openid.as_ref().or(self.sub_openid.as_ref())
    }

    /// Refuses a user named in no way or two ways where nobody confirms, and one named under no application.
    pub(super) fn check_user(&self) -> Result<(), Rejection> {
        if !self.need_user_confirm {
            match (&self.openid, &self.sub_openid) {
                (None, None) => return Err(Rejection::OpenidMissing),
                (Some(_), Some(_)) => return Err(Rejection::OpenidChoice),
                _ => {}
            }
        }
        match (&self.sub_openid, self.party.sub_appid()) {
            (Some(_), None) => Err(Rejection::SubAppidMissing),
            _ => Ok(()),
        }
    }
}
