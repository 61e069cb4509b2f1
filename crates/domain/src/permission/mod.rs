//! Permissions: a user authorizes a service once, and orders of it need no confirmation from then on.

use crate::ids::{Appid, Mchid, OpenId, ServiceId};
use crate::moment::Moment;
use crate::record::{Handle, RecordEvent, RecordKey, RecordKind};
use serde::{Deserialize, Serialize};

/// A user's authorization of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// The merchant number that it is given to.
    pub mchid: Mchid,
    /// The merchant's number for it.
    pub authorization_code: String,
    /// The application.
    pub appid: Appid,
    /// The service.
    pub service_id: ServiceId,
    /// When it was asked for.
    pub created_at: Moment,
    /// Where it stands.
    pub state: State,
    /// Who authorized, once somebody has.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub openid: Option<OpenId>,
    /// When the user authorized.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub opened_at: Option<Moment>,
}

/// Where an authorization stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// In force.
    Available,
    /// Not given, or taken back.
    Unavailable,
}

impl State {
    /// `authorization_state` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "AVAILABLE",
            Self::Unavailable => "UNAVAILABLE",
        }
    }
}

/// What can happen to an authorization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// It came to be.
    Created,
    /// The user authorized the service.
    Opened {
        /// Who.
        openid: OpenId,
        /// When.
        at: Moment,
    },
}

impl Permission {
    /// One that a user has given already, as those that the first start provides.
    pub fn given(
        mchid: Mchid,
        authorization_code: String,
        appid: Appid,
        service_id: ServiceId,
        openid: OpenId,
        at: Moment,
    ) -> Self {
        Self {
            mchid,
            authorization_code,
            appid,
            service_id,
            created_at: at,
            state: State::Available,
            openid: Some(openid),
            opened_at: Some(at),
        }
    }

    /// Its name on the merchant's side.
    pub fn key(&self) -> RecordKey {
        RecordKey::new(self.mchid.clone(), RecordKind::Permission, self.authorization_code.as_str())
    }

    /// The handle by which a user's authorizations of a service are found; the newest one counts.
    pub fn of_user(service_id: &ServiceId, openid: &OpenId) -> Handle {
        Handle::new("user", format!("{service_id}/{openid}"))
    }

    /// Further names that it is found by.
    pub fn handles(&self) -> Vec<Handle> {
        self.openid.iter().map(|openid| Self::of_user(&self.service_id, openid)).collect()
    }

    /// Takes an event in.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created => {}
            Event::Opened { openid, at } => {
                self.state = State::Available;
                self.openid = Some(openid.clone());
                self.opened_at = Some(*at);
            }
        }
    }
}

impl From<Event> for RecordEvent {
    fn from(event: Event) -> Self {
        Self::Permission(event)
    }
}
