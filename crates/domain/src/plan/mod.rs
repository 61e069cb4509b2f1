//! Plans: a row of services with their prices, offered to be signed at one go. `/v3/payscore/plan/payscore-plans` and
//! its partner twin.
//!
//! ```text
//! NORMAL ──stop──▶ STOP
//! ```

mod create;
mod stop;

pub use create::{create, recreate};
pub use stop::stop;

use crate::fen::Fen;
use crate::ids::{Appid, Mchid, MerchantPlanNo, PlanId, ServiceId};
use crate::moment::Moment;
use crate::record::{Handle, RecordEvent, RecordKey, RecordKind};
use crate::rejection::Rejection;
use crate::service_order::Party;
use serde::{Deserialize, Serialize};

/// One service of a plan, with its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Its name.
    pub name: String,
    /// What it costs before discounts.
    pub original_price: Fen,
    /// What the user pays.
    pub actual_price: Fen,
    /// Why it is cheaper, in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub discount_description: Option<String>,
}

/// What a user who signs gets, and for how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The plan's name.
    pub name: String,
    /// How many days it lasts after the day of signing.
    pub duration_days: i64,
    /// How many deductions there will be: one a service.
    pub deduction_quantity: i64,
    /// Σ of the original prices.
    pub total_original: Fen,
    /// Σ of the actual prices.
    pub total_actual: Fen,
    /// The services, in the order in which they are used.
    pub details: Vec<Detail>,
}

/// All that a plan was created with. Two creations are the same when their terms are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The merchant number that made it; a provider's for a sub-merchant's plan.
    pub mchid: Mchid,
    /// That merchant's number for it.
    pub merchant_plan_no: MerchantPlanNo,
    /// The application.
    pub appid: Appid,
    /// The service.
    pub service_id: ServiceId,
    /// On whose behalf.
    #[serde(skip_serializing_if = "Party::is_direct", default)]
    pub party: Party,
    /// What is in it.
    pub offer: Offer,
}

impl Terms {
    /// The plan's name on the merchant's side.
    pub fn key(&self) -> RecordKey {
        RecordKey::new(self.mchid.clone(), RecordKind::Plan, self.merchant_plan_no.as_str())
    }
}

impl From<Event> for RecordEvent {
    fn from(event: Event) -> Self {
        Self::Plan(event)
    }
}

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Can be signed.
    Normal,
    /// Cannot be signed any more; who has signed goes on.
    Stop,
}

impl State {
    /// `plan_state` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "NORMAL",
            Self::Stop => "STOP",
        }
    }
}

/// Who stopped a plan, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// The merchant number.
    pub by: Mchid,
    /// When.
    pub at: Moment,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// WeChat Pay's number.
    pub plan_id: PlanId,
    /// As created.
    pub terms: Terms,
    /// When it was created.
    pub created_at: Moment,
    /// Once it was stopped.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stopped: Option<Stopped>,
}

/// What can happen to a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// It came to be.
    Created,
    /// Its merchant offers it no longer.
    Stopped(Stopped),
}

impl Plan {
    /// Takes an event in.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created => {}
            Event::Stopped(stopped) => self.stopped = Some(stopped.clone()),
        }
    }

    /// Its name on the merchant's side.
    pub fn key(&self) -> RecordKey {
        self.terms.key()
    }

    /// The handle by which WeChat Pay's number finds it.
    pub fn by_id(plan_id: &PlanId) -> Handle {
        Handle::new("plan_id", plan_id.as_str())
    }

    /// Where it stands.
    pub const fn state(&self) -> State {
        if self.stopped.is_some() { State::Stop } else { State::Normal }
    }

    /// Refuses a call for another party: it is not there at all.
    pub fn check_party(&self, named: &Party) -> Result<(), Rejection> {
        self.terms.party.check_answers_to(named)
    }
}

#[cfg(any(test, feature = "tables"))]
#[cfg_attr(not(test), allow(dead_code))]
pub(crate) mod fixtures;
#[cfg(test)]
mod tests;
