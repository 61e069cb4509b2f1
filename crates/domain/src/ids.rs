//! Identifiers as newtypes, so that a merchant number is never passed where an order number belongs.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The identifier as text, exactly as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id!(
    /// A merchant number (商户号).
    Mchid
);
id!(
    /// An application (公众账号ID) that a merchant number is bound to.
    Appid
);
id!(
    /// A PayScore service (服务ID).
    ServiceId
);
id!(
    /// The merchant's own order number, unique in a merchant number.
    OutOrderNo
);
id!(
    /// WeChat Pay's number of a PayScore order.
    OrderId
);
id!(
    /// WeChat Pay's number of the payment that collected an order.
    TransactionId
);
id!(
    /// The merchant's own number for a refund, unique in a merchant number.
    OutRefundNo
);
id!(
    /// WeChat Pay's number of a refund.
    RefundId
);
id!(
    /// A user as one application sees it.
    OpenId
);
id!(
    /// The single-use text with which a merchant opens the confirmation page.
    Package
);
id!(
    /// What the confirmation page hands back to the merchant, to query the order with.
    QueryId
);
id!(
    /// The proof of having read a smart-retail order, demanded when it is completed.
    FinishTicket
);
id!(
    /// WeChat Pay's number of a plan.
    PlanId
);
id!(
    /// The merchant's own number of a plan, unique in a merchant number.
    MerchantPlanNo
);
id!(
    /// WeChat Pay's number of a plan that a user signs.
    SignPlanId
);
id!(
    /// The merchant's own number of a sign plan, unique in a merchant number.
    MerchantSignPlanNo
);
id!(
    /// A provider's own number of an application for binding a sub-merchant, unique in a merchant number.
    OutApplyNo
);

id!(
    /// The currency that a merchant abroad is paid out in: three letters of ISO 4217.
    Currency
);
id!(
    /// An acquiring institution's own number of a deduction (商户扣款单号).
    DeductionNo
);

/// What names an order on the merchant's side.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrderKey {
    /// The merchant number that made the call; a provider's for partner orders.
    pub mchid: Mchid,
    /// That merchant's order number.
    pub out_order_no: OutOrderNo,
}

impl OrderKey {
    /// The key of `out_order_no` at `mchid`.
    pub fn new(mchid: impl Into<Mchid>, out_order_no: impl Into<OutOrderNo>) -> Self {
        Self { mchid: mchid.into(), out_order_no: out_order_no.into() }
    }
}
