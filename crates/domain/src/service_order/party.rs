//! Parties: on whose behalf an order is made. All that tells the variants of the API apart, and how a later call must
//! name its order. A new variant is a variant here, with its arms; no transition knows any of them.

use super::{ServiceOrder, Terms};
use crate::ids::{Appid, Currency, Mchid, ServiceId};
use crate::merchant::{Merchant, Service, ServiceKind};
use crate::order::check_identity;
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// On whose behalf an order is made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "as")]
pub enum Party {
    /// The caller's own.
    #[default]
    Direct,
    /// For a provider's sub-merchant.
    Partner {
        /// The sub-merchant.
        sub_mchid: Mchid,
        /// Its application, where one is named.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        sub_appid: Option<Appid>,
    },
    /// For the sub-merchant of an acquiring institution (从业机构), through a channel.
    AcquiringBank {
        /// The sub-merchant.
        sub_mchid: Mchid,
        /// Its application, where one is named.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        sub_appid: Option<Appid>,
        /// The channel, where one is named.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        channel_id: Option<Mchid>,
    },
    /// For a provider's sub-merchant abroad.
    Oversea {
        /// The sub-merchant.
        sub_mchid: Mchid,
        /// Its application, where one is named.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        sub_appid: Option<Appid>,
        /// The currency of all amounts; a later call may leave it out.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        currency: Option<Currency>,
    },
}

impl Party {
    /// Whether it is the caller's own.
    pub const fn is_direct(&self) -> bool {
        matches!(self, Self::Direct)
    }

    /// The sub-merchant, where there is one.
    pub const fn sub_mchid(&self) -> Option<&Mchid> {
        match self {
            Self::Direct => None,
            Self::Partner { sub_mchid, .. }
            | Self::AcquiringBank { sub_mchid, .. }
            | Self::Oversea { sub_mchid, .. } => Some(sub_mchid),
        }
    }

    /// The sub-merchant's application, where one is named.
    pub const fn sub_appid(&self) -> Option<&Appid> {
        match self {
            Self::Direct => None,
            Self::Partner { sub_appid, .. }
            | Self::AcquiringBank { sub_appid, .. }
            | Self::Oversea { sub_appid, .. } => sub_appid.as_ref(),
        }
    }

    /// A service of this kind, or why this merchant may not use it so for this party.
    pub fn service<'a>(
        &self,
        merchant: &'a Merchant,
        appid: &Appid,
        service_id: &ServiceId,
        kind: ServiceKind,
    ) -> Result<&'a Service, Rejection> {
        merchant.check_appid(appid)?;
        self.check(merchant)?;
        merchant.service(appid, service_id, kind)
    }

    /// The channel, where there is one.
    pub const fn channel_id(&self) -> Option<&Mchid> {
        match self {
            Self::AcquiringBank { channel_id, .. } => channel_id.as_ref(),
            _ => None,
        }
    }

    /// The currency, where it is not China's.
    pub const fn currency(&self) -> Option<&Currency> {
        match self {
            Self::Oversea { currency, .. } => currency.as_ref(),
            _ => None,
        }
    }

    /// The kind of the services that serve for such orders.
    pub const fn service_kind(&self) -> ServiceKind {
        match self {
            Self::Direct | Self::Partner { .. } => ServiceKind::ServiceOrder,
            Self::AcquiringBank { .. } => ServiceKind::AcquiringBank,
            Self::Oversea { .. } => ServiceKind::Oversea,
        }
    }

    /// Whether the money is collected by the institution, deduction by deduction as it registers them, and not by
    /// WeChat Pay itself.
    pub const fn registers_deductions(&self) -> bool {
        matches!(self, Self::AcquiringBank { .. })
    }

    /// Refuses a party for whom this merchant may not call.
    pub fn check(&self, merchant: &Merchant) -> Result<(), Rejection> {
        match self {
            Self::Direct => Ok(()),
            Self::Partner { sub_mchid, sub_appid } => {
                merchant.sub_merchant(Some(sub_mchid), sub_appid.as_ref()).map(drop)
            }
            Self::AcquiringBank { sub_mchid, sub_appid, channel_id } => {
                let sub = merchant.sub_merchant(Some(sub_mchid), sub_appid.as_ref())?;
                channel_id.as_ref().map_or(Ok(()), |channel_id| sub.check_channel(channel_id))
            }
            Self::Oversea { sub_mchid, sub_appid, currency } => {
                let sub = merchant.sub_merchant(Some(sub_mchid), sub_appid.as_ref())?;
                currency.as_ref().map_or(Ok(()), |currency| sub.check_currency(currency))
            }
        }
    }

    /// Refuses a later call for another party: what it names is not there at all.
    pub fn check_answers_to(&self, named: &Self) -> Result<(), Rejection> {
        if self.answers_to(named) { Ok(()) } else { Err(Rejection::OrderNotFound) }
    }

    /// Whether a later call that names `named` means this party. What it leaves out it does not mean otherwise.
    fn answers_to(&self, named: &Self) -> bool {
        let of_one_variant = std::mem::discriminant(self) == std::mem::discriminant(named);
        of_one_variant
            && self.sub_mchid() == named.sub_mchid()
            && said_alike(self.sub_appid(), named.sub_appid())
            && said_alike(self.channel_id(), named.channel_id())
            && said_alike(self.currency(), named.currency())
    }
}

/// Whether a later call says the same, or nothing.
fn said_alike<T: PartialEq>(own: Option<&T>, named: Option<&T>) -> bool {
    named.is_none() || own == named
}

/// How a call names an order besides its number. What the call has no field for, or leaves out, is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    /// On whose behalf the order was made.
    pub party: Party,
    /// The application that it was created with.
    pub appid: Option<Appid>,
    /// The service that it was created for.
    pub service_id: Option<ServiceId>,
}

impl ServiceOrder {
    /// The service that it is for, or why this merchant may not use it so any more.
    pub fn service<'a>(&self, merchant: &'a Merchant) -> Result<&'a Service, Rejection> {
        let kind = if self.plan.is_some() { ServiceKind::Plan } else { self.terms.party.service_kind() };
        self.terms.party.service(merchant, &self.terms.appid, &self.terms.service_id, kind)
    }

    /// Refuses a call that names another order than this: one of another party is not there at all, the application
    /// and the service must be its own.
    pub fn check_claim(&self, claim: &Claim) -> Result<(), Rejection> {
        self.terms.party.check_answers_to(&claim.party)?;
        let own = (&self.terms.appid, &self.terms.service_id);
        let given = (claim.appid.as_ref().unwrap_or(own.0), claim.service_id.as_ref().unwrap_or(own.1));
        check_identity(own, given)
    }
}

impl Terms {
    /// The service that these terms are for, or why this merchant may not use it so.
    pub fn service<'a>(&self, merchant: &'a Merchant) -> Result<&'a Service, Rejection> {
        self.party.service(merchant, &self.appid, &self.service_id, self.party.service_kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merchant::SubMerchant;
    use crate::service_order::fixtures::{service, terms};
    use crate::testing::{Fault, assert_precedence};

    #[test]
    fn the_application_comes_before_the_party_and_the_party_before_the_service() {
        let merchant = Merchant {
            mchid: "1".into(),
            appid: terms().appid,
            sub: Some(SubMerchant { mchid: "2".into(), appid: "wx2".into(), channel_id: None, currency: None }),
            services: vec![service(true)],
            users: Vec::new(),
        };
        let party = |sub_mchid: &str| Party::Partner { sub_mchid: sub_mchid.into(), sub_appid: Some("wx2".into()) };
        let faults: [Fault<Terms>; 3] = [
            ("AppidNotBound", |terms| terms.appid = "wx9".into()),
            ("NotASubMerchant", |terms| {
                terms.party = Party::Partner { sub_mchid: "3".into(), sub_appid: Some("wx2".into()) };
            }),
            ("ServiceNotGranted", |terms| terms.service_id = "500009".into()),
        ];
        let right = Terms { party: party("2"), ..terms() };
        assert_precedence(&right, &faults, |terms| terms.service(&merchant).map(drop));

        let with_appid = |sub_appid: &str| Party::Partner { sub_mchid: "2".into(), sub_appid: Some(sub_appid.into()) };
        let not_bound = Err(Rejection::AppidNotBound { appid: "wx9".into(), mchid: "2".into() });
        assert_eq!(with_appid("wx9").check(&merchant), not_bound);
        assert_eq!(Party::Direct.check(&merchant), Ok(()), "a provider has orders of its own, too");
    }
}
