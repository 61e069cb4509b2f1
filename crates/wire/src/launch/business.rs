//! Which page is opened with which parameters.

use std::fmt;

/// What a front end opens: the `businessType` of `openBusinessView`, in mini programs, on web pages and in apps alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BusinessType {
    /// `wxpayScoreUse`: the user confirms an order.
    Use,
    /// `wxpayScoreEnable`: the user authorizes a service.
    Enable,
    /// `wxpayScoreDetail`: the user looks at an order.
    Detail,
    /// `wxpayScorePlan`: the user signs a plan.
    Plan,
}

impl BusinessType {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Use, Self::Enable, Self::Detail, Self::Plan];

    /// As `businessType` has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Use => "wxpayScoreUse",
            Self::Enable => "wxpayScoreEnable",
            Self::Detail => "wxpayScoreDetail",
            Self::Plan => "wxpayScorePlan",
        }
    }

    /// The one of this name, to the letter.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|business| business.as_str() == name)
    }

    /// The parameters that are signed, all of them needed, in the order of the documents. None where it is never
    /// signed. `sign` comes with them.
    #[must_use]
    pub const fn signed(self) -> &'static [&'static str] {
        match self {
            Self::Use => &["mch_id", "package", "timestamp", "nonce_str", "sign_type"],
            Self::Enable => &["mch_id", "service_id", "out_request_no", "timestamp", "nonce_str", "sign_type"],
            Self::Detail => &["mch_id", "service_id", "out_order_no", "timestamp", "nonce_str", "sign_type"],
            Self::Plan => &[],
        }
    }

    /// The one parameter that opens the page by itself, unsigned: what an API call has answered with is proof enough.
    #[must_use]
    pub const fn token(self) -> Option<&'static str> {
        match self {
            Self::Use | Self::Plan => Some("package"),
            Self::Enable => Some("apply_permissions_token"),
            Self::Detail => None,
        }
    }
}

impl fmt::Display for BusinessType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
