//! Parties: on whose behalf an order is made. All that tells the variants of the API apart, and how a later call must
//! name its order. A new variant is a variant here, with its arms; no transition knows any of them.

use super::{ServiceOrder, Terms};
use crate::ids::{Appid, Mchid, ServiceId};
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
            Self::Partner { sub_mchid, .. } => Some(sub_mchid),
        }
    }

    /// The sub-merchant's application, where one is named.
    pub const fn sub_appid(&self) -> Option<&Appid> {
        match self {
            Self::Direct => None,
            Self::Partner { sub_appid, .. } => sub_appid.as_ref(),
        }
    }

    /// Refuses a party for whom this merchant may not call.
    pub fn check(&self, merchant: &Merchant) -> Result<(), Rejection> {
        match self {
            Self::Direct => Ok(()),
            Self::Partner { sub_mchid, sub_appid } => {
                merchant.sub_merchant(Some(sub_mchid), sub_appid.as_ref()).map(drop)
            }
        }
    }

    /// Whether a later call that names `named` means this party. What it leaves out it does not mean otherwise.
    fn answers_to(&self, named: &Self) -> bool {
        match (self, named) {
            (Self::Direct, Self::Direct) => true,
            (Self::Partner { sub_mchid, sub_appid }, Self::Partner { sub_mchid: mchid, sub_appid: appid }) => {
                sub_mchid == mchid && (appid.is_none() || sub_appid == appid)
            }
            _ => false,
        }
    }
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
    /// Refuses a call that names another order than this: one of another party is not there at all, the application
    /// and the service must be its own.
    pub fn check_claim(&self, claim: &Claim) -> Result<(), Rejection> {
        if !self.terms.party.answers_to(&claim.party) {
            return Err(Rejection::OrderNotFound);
        }
        let own = (&self.terms.appid, &self.terms.service_id);
        let given = (claim.appid.as_ref().unwrap_or(own.0), claim.service_id.as_ref().unwrap_or(own.1));
        check_identity(own, given)
    }
}

impl Terms {
    /// The service that these terms are for, or why this merchant may not use it so.
    pub fn service<'a>(&self, merchant: &'a Merchant) -> Result<&'a Service, Rejection> {
        merchant.check_appid(&self.appid)?;
        self.party.check(merchant)?;
        merchant.service(&self.appid, &self.service_id, ServiceKind::ServiceOrder)
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
            sub: Some(SubMerchant { mchid: "2".into(), appid: "wx2".into() }),
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
