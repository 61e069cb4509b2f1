//! Permissions: a user authorizes a service once, and orders of it need no confirmation from then on. One file per
//! transition.
//!
//! ```text
//! UNBINDUSER ──open──▶ AVAILABLE ──close, terminate, superseded──▶ UNAVAILABLE ──open──▶ AVAILABLE
//! ```
//!
//! Opening takes a token, which a pre-authorization hands out; that may be asked for again in every state.

mod close;
#[cfg(any(test, feature = "tables"))]
mod fixtures;
mod named;
mod open;
mod own_accord;
mod pre_authorize;
#[cfg(test)]
mod precedence_tests;
#[cfg(test)]
mod rule_tests;
#[cfg(any(test, feature = "tables"))]
pub(crate) mod table_tests;
mod terminate;

pub use close::{close, supersede};
pub use named::{NamedUser, Whose};
pub use open::open;
pub use own_accord::authorize;
pub use pre_authorize::{TOKEN_SECONDS, pre_authorize, repeat};
pub use terminate::{Terminate, terminate};

use crate::ids::{Appid, AuthorizationCode, Mchid, OpenId, PermissionsToken, ServiceId};
use crate::merchant::{Merchant, Service, ServiceKind};
use crate::moment::Moment;
use crate::notification::EventType;
use crate::record::{Handle, RecordEvent, RecordKey, RecordKind};
use crate::rejection::Rejection;
use crate::service_order::Party;
use serde::{Deserialize, Serialize};

/// All that an authorization was asked for with. Two pre-authorizations are the same when their terms are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The merchant number that asks; a provider's for its sub-merchants.
    pub mchid: Mchid,
    /// That merchant's number for the authorization.
    pub authorization_code: AuthorizationCode,
    /// The application.
    pub appid: Appid,
    /// The service.
    pub service_id: ServiceId,
    /// On whose behalf.
    #[serde(skip_serializing_if = "Party::is_direct", default)]
    pub party: Party,
    /// Where changes are told; the merchant's setting counts where this is absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub notify_url: Option<String>,
    /// Whether it is to be given within a payment.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub in_payment: bool,
}

impl Terms {
    /// A direct merchant's, with the least that they need.
    pub fn new(
        mchid: impl Into<Mchid>,
        authorization_code: impl Into<AuthorizationCode>,
        appid: impl Into<Appid>,
        service_id: impl Into<ServiceId>,
    ) -> Self {
        Self {
            mchid: mchid.into(),
            authorization_code: authorization_code.into(),
            appid: appid.into(),
            service_id: service_id.into(),
            party: Party::Direct,
            notify_url: None,
            in_payment: false,
        }
    }

    /// The service that these terms are for, or why this merchant may not ask so.
    pub fn service<'a>(&self, merchant: &'a Merchant) -> Result<&'a Service, Rejection> {
        merchant.check_appid(&self.appid)?;
        self.party.check(merchant)?;
        let service = merchant.any_service(&self.appid, &self.service_id)?;
        let of_a_bank = matches!(self.party, Party::AcquiringBank { .. });
        if of_a_bank != (service.kind == ServiceKind::AcquiringBank) {
            return Err(Rejection::ServiceNotGranted { service_id: self.service_id.clone() });
        }
        self.check_service(service).map(|()| service)
    }

    /// Refuses a service whose orders are confirmed one by one.
    pub fn check_service(&self, service: &Service) -> Result<(), Rejection> {
        if service.needs_user_confirm { Err(Rejection::NothingToAuthorize) } else { Ok(()) }
    }
}

/// What opens the page where a user authorizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedToken {
    /// The token.
    pub token: PermissionsToken,
    /// Since when.
    pub issued_at: Moment,
}

impl IssuedToken {
    /// The last moment at which the page opens with it.
    pub fn expires_at(&self) -> Moment {
        self.issued_at.plus(TOKEN_SECONDS)
    }
}

/// A user's authorization of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// What it was asked for with.
    pub terms: Terms,
    /// Whether the merchant's own number for it is known to the merchant: not where a user came without being asked.
    pub pre_authorized: bool,
    /// When it was asked for.
    pub created_at: Moment,
    /// Where it stands.
    pub state: State,
    /// Opens the authorization page; gone once it did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub token: Option<IssuedToken>,
    /// Who authorized, once somebody has.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub openid: Option<OpenId>,
    /// What the merchant opened the page with, where it was not a token.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub out_request_no: Option<String>,
    /// When the user last authorized.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub opened_at: Option<Moment>,
    /// How it last ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub closing: Option<Closing>,
}

/// An end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Closer,
}

/// Who ended an authorization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "who")]
pub enum Closer {
    /// The user.
    User,
    /// The merchant.
    Merchant {
        /// Why.
        reason: String,
    },
    /// The user authorized the same service anew, under another number.
    Newer {
        /// That number.
        authorization_code: AuthorizationCode,
    },
}

/// Where an authorization stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Asked for; no user has authorized yet.
    #[serde(rename = "UNBINDUSER")]
    UnbindUser,
    /// In force.
    Available,
    /// Ended.
    Unavailable,
}

impl State {
    /// `authorization_state` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnbindUser => "UNBINDUSER",
            Self::Available => "AVAILABLE",
            Self::Unavailable => "UNAVAILABLE",
        }
    }
}

/// What can happen to an authorization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// It was asked for.
    Created,
    /// It was asked for again, when no token was good any more.
    TokenRenewed(IssuedToken),
    /// The user authorized the service.
    Opened {
        /// Who.
        openid: OpenId,
        /// When.
        at: Moment,
    },
    /// The user turned it down.
    Declined {
        /// Who.
        openid: OpenId,
    },
    /// It ended.
    Closed(Closing),
}

impl Event {
    /// What the merchant is told because of this, where it is told anything.
    pub fn owes(&self) -> Option<EventType> {
        match self {
            Self::Opened { .. } => Some(EventType::UserOpenService),
            Self::Closed(closing) if !matches!(closing.by, Closer::Newer { .. }) => Some(EventType::UserCloseService),
            _ => None,
        }
    }
}

impl Permission {
    /// One that a user has given already, as those that the first start provides.
    pub fn given(terms: Terms, openid: OpenId, at: Moment) -> Self {
        let mut permission = Self::new(terms, at);
        permission.apply(&Event::Opened { openid, at });
        permission
    }

    fn new(terms: Terms, at: Moment) -> Self {
        Self {
            terms,
            pre_authorized: true,
            created_at: at,
            state: State::UnbindUser,
            token: None,
            openid: None,
            out_request_no: None,
            opened_at: None,
            closing: None,
        }
    }

    /// Its name on the merchant's side.
    pub fn key(&self) -> RecordKey {
        Self::key_of(&self.terms.mchid, &self.terms.authorization_code)
    }

    /// The key of the authorization that `mchid` has given this number.
    pub fn key_of(mchid: &Mchid, authorization_code: &AuthorizationCode) -> RecordKey {
        RecordKey::new(mchid.clone(), RecordKind::Permission, authorization_code.as_str())
    }

    /// The handle by which a user's authorizations of a service are found; at most one of them is in force.
    pub fn of_user(service_id: &ServiceId, openid: &OpenId) -> Handle {
        Handle::new("user", format!("{service_id}/{openid}"))
    }

    /// The handle of what opens, or once opened, the page where it is given.
    pub fn by_token(token: &PermissionsToken) -> Handle {
        Handle::new("token", token.as_str())
    }

    /// Further names that it is found by.
    pub fn handles(&self) -> Vec<Handle> {
        let token = self.token.iter().map(|issued| Self::by_token(&issued.token));
        token.chain(self.openid.iter().map(|openid| Self::of_user(&self.terms.service_id, openid))).collect()
    }

    /// Whether orders may be created on the strength of it.
    pub fn is_in_force(&self) -> bool {
        self.state == State::Available
    }

    /// When the user last did something about it, or the merchant.
    pub fn touched_at(&self) -> Moment {
        let closed = self.closing.as_ref().map(|closing| closing.at);
        closed.max(self.opened_at).unwrap_or(self.created_at)
    }

    /// Refuses a call that names another service, or is made on another's behalf.
    pub fn check_identity(&self, party: &Party, service_id: &ServiceId) -> Result<(), Rejection> {
        if !self.terms.party.answers_to(party) {
            return Err(Rejection::PermissionNotFound);
        }
        if *service_id != self.terms.service_id {
            return Err(Rejection::OrderServiceDiffers { given: service_id.clone() });
        }
        Ok(())
    }

    /// Takes an event in.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created | Event::Declined { .. } => {}
            Event::TokenRenewed(token) => self.token = Some(token.clone()),
            Event::Opened { openid, at } => {
                self.state = State::Available;
                self.token = None;
                self.openid = Some(openid.clone());
                self.opened_at = Some(*at);
            }
            Event::Closed(closing) => {
                self.state = State::Unavailable;
                self.closing = Some(closing.clone());
            }
        }
    }
}

impl From<Event> for RecordEvent {
    fn from(event: Event) -> Self {
        Self::Permission(event)
    }
}
