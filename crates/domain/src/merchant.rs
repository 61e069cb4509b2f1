//! Merchants and their PayScore services: who may use what.

use crate::fen::Fen;
use crate::ids::{Appid, AuthorizationCode, Currency, Mchid, OpenId, ServiceId};
use crate::moment::Moment;
use crate::permission::{Permission, Terms};
use crate::rejection::Rejection;
use crate::service_order::Party;
use crate::user::User;
use serde::{Deserialize, Serialize};

/// With this begin the codes of authorizations that are there from the beginning.
const PROVIDED: &str = "provided_";

/// The family of orders that a service is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ServiceKind {
    /// `/v3/payscore/serviceorder` and its partner twin.
    ServiceOrder,
    /// `/v3/payscore/smartretail-orders`.
    SmartRetail,
    /// `/v3/payscore/payafter-orders`.
    PayAfter,
    /// `/v3/payscore/acquiringbank/serviceorder`: service orders of acquiring institutions (从业机构).
    AcquiringBank,
    /// `/v3/payscore/oversea/partner/serviceorder`: service orders abroad.
    Oversea,
    /// `/v3/payscore/plan/…` and `/v3/payscore/sign-plan/…`: users confirm whole plans, not orders.
    Plan,
}

impl ServiceKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::ServiceOrder, Self::SmartRetail, Self::PayAfter, Self::AcquiringBank, Self::Oversea, Self::Plan];

    /// The kind's name, as it is stored and told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServiceOrder => "serviceorder",
            Self::SmartRetail => "smartretail",
            Self::PayAfter => "payafter",
            Self::AcquiringBank => "acquiringbank",
            Self::Oversea => "oversea",
            Self::Plan => "plan",
        }
    }
}

/// A PayScore service that a merchant has been granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The service.
    pub service_id: ServiceId,
    /// What it is for.
    pub kind: ServiceKind,
    /// The most that one order may put at risk or cost, in fen.
    pub risk_cap: Fen,
    /// Whether a user confirms each order (otherwise one authorization serves for all).
    pub needs_user_confirm: bool,
}

impl Service {
    /// Refuses a request that sees it otherwise than the service who confirms.
    pub fn check_confirmation(&self, given: bool) -> Result<(), Rejection> {
        if given == self.needs_user_confirm { Ok(()) } else { Err(Rejection::ConfirmationMode { given }) }
    }
}

/// The merchant number on whose behalf a provider calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubMerchant {
    /// The sub-merchant's number.
    pub mchid: Mchid,
    /// The sub-merchant's application.
    pub appid: Appid,
    /// The channel through which an acquiring institution calls for it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub channel_id: Option<Mchid>,
    /// The currency that it is paid out in, where it is abroad.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub currency: Option<Currency>,
}

impl SubMerchant {
    /// Refuses a channel that is not the sub-merchant's.
    pub fn check_channel(&self, given: &Mchid) -> Result<(), Rejection> {
        if self.channel_id.as_ref() == Some(given) {
            return Ok(());
        }
        Err(Rejection::NotAChannel { channel_id: given.clone() })
    }

    /// Refuses a currency that the sub-merchant is not paid out in: a merchant number has one.
    pub fn check_currency(&self, given: &Currency) -> Result<(), Rejection> {
        if self.currency.as_ref() == Some(given) {
            return Ok(());
        }
        Err(Rejection::CurrencyDiffers { given: given.clone(), own: self.currency.clone() })
    }
}

impl SubMerchant {
    /// As authorizations of such a service name it.
    fn as_party(&self, kind: ServiceKind) -> Party {
        let (sub_mchid, sub_appid) = (self.mchid.clone(), Some(self.appid.clone()));
        match kind {
            ServiceKind::AcquiringBank => {
                Party::AcquiringBank { sub_mchid, sub_appid, channel_id: self.channel_id.clone() }
            }
            _ => Party::Partner { sub_mchid, sub_appid },
        }
    }
}

/// A merchant number with all that its calls are checked against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merchant {
    /// The merchant number; a provider's for partner calls.
    pub mchid: Mchid,
    /// The application bound to it.
    pub appid: Appid,
    /// The sub-merchant, where this is a provider.
    pub sub: Option<SubMerchant>,
    /// The services granted.
    pub services: Vec<Service>,
    /// The users that exist for it.
    pub users: Vec<User>,
}

impl Merchant {
    /// The service for a call with this application, or why there is none.
    pub fn service(&self, appid: &Appid, service_id: &ServiceId, kind: ServiceKind) -> Result<&Service, Rejection> {
        self.check_appid(appid)?;
        self.services
            .iter()
            .find(|service| service.service_id == *service_id && service.kind == kind)
            .ok_or_else(|| Rejection::ServiceNotGranted { service_id: service_id.clone() })
    }

    /// Refuses a service that the merchant has not been granted, of whatever kind.
    pub fn check_granted(&self, service_id: &ServiceId) -> Result<(), Rejection> {
        let granted = self.services.iter().any(|service| service.service_id == *service_id);
        if granted { Ok(()) } else { Err(Rejection::ServiceNotGranted { service_id: service_id.clone() }) }
    }

    /// The service, whatever its orders are.
    pub fn any_service(&self, appid: &Appid, service_id: &ServiceId) -> Result<&Service, Rejection> {
        let kind = self.services.iter().find(|service| service.service_id == *service_id).map(|service| service.kind);
        self.service(appid, service_id, kind.unwrap_or(ServiceKind::ServiceOrder))
    }

    /// Refuses an application that is not bound to the merchant number.
    pub fn check_appid(&self, appid: &Appid) -> Result<(), Rejection> {
        if *appid == self.appid {
            return Ok(());
        }
        Err(Rejection::AppidNotBound { appid: appid.clone(), mchid: self.mchid.clone() })
    }

    /// Refuses a body that names another merchant than the caller.
    pub fn check_mchid(&self, given: Option<&Mchid>) -> Result<(), Rejection> {
        match given {
            Some(given) if *given != self.mchid => Err(Rejection::MchidDiffers(given.clone())),
            _ => Ok(()),
        }
    }

    /// The sub-merchant that a partner call is for: the one that it names, or the provider's only one.
    pub fn sub_merchant(&self, named: Option<&Mchid>, appid: Option<&Appid>) -> Result<&SubMerchant, Rejection> {
        let theirs = self.sub.as_ref().filter(|sub| named.is_none_or(|mchid| sub.mchid == *mchid));
        let Some(sub) = theirs else {
            let sub_mchid = named.cloned().unwrap_or_else(|| Mchid::from(""));
            return Err(Rejection::NotASubMerchant { sub_mchid });
        };
        match appid {
            Some(appid) if *appid != sub.appid => {
                Err(Rejection::AppidNotBound { appid: appid.clone(), mchid: sub.mchid.clone() })
            }
            _ => Ok(sub),
        }
    }

    /// Refuses whoever may not apply for binding a sub-merchant to a service: only a provider may, and to a service of
    /// its own, whatever that is for.
    pub fn check_applicant(&self, appid: &Appid, service_id: &ServiceId) -> Result<(), Rejection> {
        if *appid != self.appid {
            return Err(Rejection::AppidNotBound { appid: appid.clone(), mchid: self.mchid.clone() });
        }
        if self.sub.is_some() && self.services.iter().any(|service| service.service_id == *service_id) {
            return Ok(());
        }
        Err(Rejection::BindingNotGranted { service_id: service_id.clone() })
    }

    /// The authorizations that exist from the start: each user's, of each service that needs no confirmation.
    pub fn provided_permissions(&self, now: Moment) -> Vec<Permission> {
        let unconfirmed = self.services.iter().filter(|service| !service.needs_user_confirm);
        let given = |service: &Service, (index, user): (usize, &User)| {
            user.behaviour.has_authorized().then(|| {
                let code = format!("{PROVIDED}{}_{index}", tail(service.service_id.as_str()));
                Permission::given(self.terms_for(code, service), user.openid.clone(), now)
            })
        };
        unconfirmed
            .flat_map(|service| self.users.iter().enumerate().filter_map(move |user| given(service, user)))
            .collect()
    }

    /// Whether nobody gave this authorization: it was there from the beginning.
    pub fn is_provided(permission: &Permission) -> bool {
        permission.terms.authorization_code.as_str().starts_with(PROVIDED)
    }

    /// The terms of an authorization that nobody asked for.
    pub fn terms_for(&self, authorization_code: impl Into<AuthorizationCode>, service: &Service) -> Terms {
        let terms = Terms::new(self.mchid.clone(), authorization_code, self.appid.clone(), service.service_id.clone());
        Terms { party: self.sub.as_ref().map(|sub| sub.as_party(service.kind)).unwrap_or_default(), ..terms }
    }

    /// The user with this openid.
    pub fn user(&self, openid: &OpenId) -> Result<&User, Rejection> {
        self.users
            .iter()
            .find(|user| user.openid == *openid)
            .ok_or_else(|| Rejection::UnknownUser { openid: openid.clone() })
    }

    /// The user with this name under the sub-merchant's application: test users have the same under both.
    pub fn sub_user(&self, sub_openid: &OpenId) -> Result<&User, Rejection> {
        self.user(sub_openid).map_err(|_| Rejection::UnknownSubUser(sub_openid.clone()))
    }
}

/// The last characters of a service's id: enough to tell a merchant's services apart within 32 characters.
fn tail(service_id: &str) -> &str {
    service_id.char_indices().rev().nth(15).map_or(service_id, |(start, _)| &service_id[start..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{stranger, user};
    use crate::user::Behaviour;

    fn provider() -> Merchant {
        let service = crate::service_order::fixtures::service(true);
        Merchant {
            mchid: "1".into(),
            appid: "wx1".into(),
            sub: Some(SubMerchant {
                mchid: "2".into(),
                appid: "wx2".into(),
                channel_id: Some("3".into()),
                currency: Some("HKD".into()),
            }),
            services: vec![service],
            users: vec![user(Behaviour::PaysAtOnce)],
        }
    }

    #[test]
    fn a_service_is_for_its_application_and_its_kind() {
        let provider = provider();
        let ask = |appid: &str, id: &str, kind| provider.service(&appid.into(), &id.into(), kind).map(drop);
        let not_granted = |id: &str| Err(Rejection::ServiceNotGranted { service_id: id.into() });
        assert_eq!(ask("wx1", "500001", ServiceKind::ServiceOrder), Ok(()));
        assert_eq!(ask("wx1", "500009", ServiceKind::ServiceOrder), not_granted("500009"));
        assert_eq!(ask("wx1", "500001", ServiceKind::SmartRetail), not_granted("500001"));
        let not_bound = Err(Rejection::AppidNotBound { appid: "wx9".into(), mchid: "1".into() });
        assert_eq!(ask("wx9", "500009", ServiceKind::ServiceOrder), not_bound, "comes before ServiceNotGranted");
    }

    #[test]
    fn a_provider_calls_for_its_sub_merchant_only() {
        let provider = provider();
        let ask = |mchid: &str, appid: Option<&str>| {
            provider.sub_merchant(Some(&mchid.into()), appid.map(Into::into).as_ref()).map(drop)
        };
        assert_eq!(provider.sub_merchant(None, None).map(|sub| sub.mchid.as_str()), Ok("2"), "its only one");
        let direct = Merchant { sub: None, ..provider.clone() };
        assert_eq!(direct.sub_merchant(None, None), Err(Rejection::NotASubMerchant { sub_mchid: "".into() }));
        assert_eq!(ask("2", None), Ok(()));
        assert_eq!(ask("2", Some("wx2")), Ok(()));
        assert_eq!(ask("3", Some("wx2")), Err(Rejection::NotASubMerchant { sub_mchid: "3".into() }));
        assert_eq!(ask("2", Some("wx9")), Err(Rejection::AppidNotBound { appid: "wx9".into(), mchid: "2".into() }));
    }

    #[test]
    fn a_sub_merchant_has_one_channel_and_one_currency() {
        let sub = provider().sub.expect("a sub-merchant");
        assert_eq!((sub.check_channel(&"3".into()), sub.check_currency(&"HKD".into())), (Ok(()), Ok(())));
        assert_eq!(sub.check_channel(&"4".into()), Err(Rejection::NotAChannel { channel_id: "4".into() }));
        let differs =
            |own: Option<&str>| Err(Rejection::CurrencyDiffers { given: "USD".into(), own: own.map(Into::into) });
        assert_eq!(sub.check_currency(&"USD".into()), differs(Some("HKD")));
        let at_home = SubMerchant { channel_id: None, currency: None, ..sub };
        assert_eq!(at_home.check_currency(&"USD".into()), differs(None));
        assert!(at_home.check_channel(&"3".into()).is_err());
    }

    #[test]
    fn only_a_provider_applies_for_binding_and_to_a_service_of_its_own() {
        let provider = provider();
        let not_granted = |id: &str| Err(Rejection::BindingNotGranted { service_id: id.into() });
        assert_eq!(provider.check_applicant(&"wx1".into(), &"500001".into()), Ok(()));
        assert_eq!(provider.check_applicant(&"wx1".into(), &"500009".into()), not_granted("500009"));
        let not_bound = Err(Rejection::AppidNotBound { appid: "wx9".into(), mchid: "1".into() });
        assert_eq!(provider.check_applicant(&"wx9".into(), &"500009".into()), not_bound);
        let direct = Merchant { sub: None, ..provider };
        assert_eq!(direct.check_applicant(&"wx1".into(), &"500001".into()), not_granted("500001"));
    }

    #[test]
    fn users_are_known_by_openid() {
        let (provider, stranger) = (provider(), stranger());
        assert_eq!(provider.user(&provider.users[0].openid), Ok(&provider.users[0]));
        let unknown = Rejection::UnknownUser { openid: stranger.openid.clone() };
        assert_eq!(provider.user(&stranger.openid), Err(unknown));
    }

    #[test]
    fn who_calls_is_who_signed() {
        let provider = provider();
        assert_eq!(provider.check_mchid(None), Ok(()));
        assert_eq!(provider.check_mchid(Some(&"1".into())), Ok(()));
        assert_eq!(provider.check_mchid(Some(&"2".into())), Err(Rejection::MchidDiffers("2".into())));
    }

    #[test]
    fn a_user_unknown_under_the_sub_merchants_application_is_named_so() {
        let (provider, stranger) = (provider(), stranger());
        assert_eq!(provider.sub_user(&provider.users[0].openid), Ok(&provider.users[0]));
        let unknown = Rejection::UnknownSubUser(stranger.openid.clone());
        assert_eq!(provider.sub_user(&stranger.openid), Err(unknown));
    }
}
