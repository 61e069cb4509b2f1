//! Applications for binding a sub-merchant to a provider's service. `/v3/payscore/partner/service-account-applications`.
//!
//! ```text
//! PROCESSING ──approve, or ten minutes──▶ APPROVED
//!     └──reject──▶ REJECTED
//! ```

mod create;
mod review;

pub use create::{create, recreate};
pub use review::{REVIEW_SECONDS, approve, on_due, reject};

use crate::ids::{Appid, Mchid, OutApplyNo, ServiceId};
use crate::moment::Moment;
use crate::record::{RecordEvent, RecordKey, RecordKind};
use serde::{Deserialize, Serialize};

/// All that an application was made with. Two applications are the same when their terms are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The provider.
    pub mchid: Mchid,
    /// The provider's number for it.
    pub out_apply_no: OutApplyNo,
    /// The provider's application.
    pub appid: Appid,
    /// The service.
    pub service_id: ServiceId,
    /// The sub-merchant to bind.
    pub sub_mchid: Mchid,
    /// The sub-merchant's application.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sub_appid: Option<Appid>,
    /// Where the result is told; it is not told without.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub result_notify_url: Option<String>,
}

impl Terms {
    /// The application's name on the provider's side.
    pub fn key(&self) -> RecordKey {
        RecordKey::new(self.mchid.clone(), RecordKind::ServiceAccount, self.out_apply_no.as_str())
    }
}

impl From<Event> for RecordEvent {
    fn from(event: Event) -> Self {
        Self::ServiceAccount(event)
    }
}

/// Where an application stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// Nobody has decided yet.
    Processing,
    /// The sub-merchant is bound.
    Approved,
    /// It is not.
    Rejected {
        /// Why.
        reason: String,
    },
}

impl State {
    /// `apply_state` on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Processing => "PROCESSING",
            Self::Approved => "APPROVED",
            Self::Rejected { .. } => "REJECTED",
        }
    }
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// As made.
    pub terms: Terms,
    /// When it was made.
    pub created_at: Moment,
    /// Where it stands.
    pub state: State,
}

/// What can happen to an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// It came to be.
    Created,
    /// The sub-merchant is bound.
    Approved,
    /// It is not.
    Rejected {
        /// Why.
        reason: String,
    },
}

impl Application {
    /// Takes an event in.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created => {}
            Event::Approved => self.state = State::Approved,
            Event::Rejected { reason } => self.state = State::Rejected { reason: reason.clone() },
        }
    }

    /// Its name on the provider's side.
    pub fn key(&self) -> RecordKey {
        self.terms.key()
    }

    /// When it is approved by itself.
    pub fn next_due(&self) -> Option<Moment> {
        (self.state == State::Processing).then(|| self.created_at.plus(REVIEW_SECONDS))
    }
}

#[cfg(test)]
mod tests;
