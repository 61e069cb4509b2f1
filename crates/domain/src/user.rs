//! Test users behave by name, the way test card numbers do.

use crate::ids::OpenId;
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// What a test user does when asked to confirm or to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    /// The first deduction succeeds.
    PaysAtOnce,
    /// The first two deductions fail, the third succeeds.
    PaysOnThirdAttempt,
    /// No deduction ever succeeds; only the user, on the phone, can pay.
    NeverHasBalance,
    /// Turns every confirmation down.
    Declines,
    /// Fails PayScore's assessment.
    FailsAssessment,
    /// Is in teen mode.
    TeenMode,
    /// Owes for earlier orders.
    HasOverdueOrders,
    /// Has authorized none of the merchant's services.
    NotAuthorized,
}

impl Behaviour {
    /// All behaviours, in the order in which test users are provisioned.
    pub const ALL: [Self; 8] = [
        Self::PaysAtOnce,
        Self::PaysOnThirdAttempt,
        Self::NeverHasBalance,
        Self::Declines,
        Self::FailsAssessment,
        Self::TeenMode,
        Self::HasOverdueOrders,
        Self::NotAuthorized,
    ];

    /// Whether such a user has authorized the services that need no confirmation from the start.
    pub fn has_authorized(self) -> bool {
        self != Self::NotAuthorized
    }

    /// Whether deduction number `attempt` (from 1) finds money.
    pub fn pays_on(self, attempt: u32) -> bool {
        match self {
            Self::PaysOnThirdAttempt => attempt >= 3,
            Self::NeverHasBalance => false,
            _ => true,
        }
    }
}

/// How many orders a user may have in progress.
pub const MOST_IN_PROGRESS: u32 = 3;

/// A user's word on the confirmation page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Confirmed.
    Yes,
    /// Turned down.
    No,
}

/// A test user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Who.
    pub openid: OpenId,
    /// Does what.
    pub behaviour: Behaviour,
}

impl User {
    /// Whether it matters how many orders this user has in progress. Load tests run all their orders as one who pays at
    /// once, who therefore is free of the limit, unless `strict`.
    pub fn is_limited(&self, strict: bool) -> bool {
        strict || self.behaviour != Behaviour::PaysAtOnce
    }

    /// Whether PayScore lets this user authorize a service or start an order.
    pub fn assess(&self) -> Result<(), Rejection> {
        match self.behaviour {
            Behaviour::TeenMode => Err(Rejection::TeenMode),
            Behaviour::HasOverdueOrders => Err(Rejection::OverdueOrders),
            Behaviour::FailsAssessment => Err(Rejection::AssessmentFailed),
            _ => Ok(()),
        }
    }

    /// Refuses where an order names somebody else.
    pub fn check_is(&self, named: Option<&OpenId>) -> Result<(), Rejection> {
        match named {
            Some(openid) if *openid != self.openid => Err(Rejection::OtherUser),
            _ => Ok(()),
        }
    }
}

/// A user about to start an order, with what PayScore knows of them at that moment.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// Who.
    pub user: &'a User,
    /// Whether the user has authorized the service.
    pub authorized: bool,
    /// How many orders the user has in progress; `None` where that does not matter.
    pub in_progress: Option<u32>,
}

impl Candidate<'_> {
    /// What the user says on the confirmation page, where PayScore lets a yes pass.
    pub fn answer(&self) -> Result<Answer, Rejection> {
        if self.user.behaviour == Behaviour::Declines {
            return Ok(Answer::No);
        }
        self.assess().map(|()| Answer::Yes)
    }

    /// Lets a user in who confirms nothing: an authorization stands in for the confirmation.
    pub fn admit(&self) -> Result<(), Rejection> {
        if !self.authorized {
            return Err(Rejection::NotAuthorized);
        }
        self.assess()
    }

    fn assess(&self) -> Result<(), Rejection> {
        self.user.assess()?;
        match self.in_progress {
            Some(in_progress) if in_progress >= MOST_IN_PROGRESS => Err(Rejection::TooManyOrders { in_progress }),
            _ => Ok(()),
        }
    }
}
