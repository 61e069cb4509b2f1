//! Sign plans: what one user signs of a plan, and uses up service by service. `/v3/payscore/sign-plan/user-sign-plans`
//! and its partner twin. One file per transition.
//!
//! ```text
//! UNSIGNED ──sign──▶ SIGNED ──every service used or cancelled──▶ COMPLETE
//!    ├──stop────────────┼──stop, cancel──▶ SIGN_PLAN_CANCEL
//!    └──over time───────┴──over time──▶ EXPIRE
//!
//! a service:  NOT_USED ──start──▶ USING ──its order is paid──▶ USED
//!                                   └──its order is cancelled──▶ SIGN_PLAN_DETAIL_CANCEL
//! ```

mod cancel;
mod create;
mod due;
mod follow;
mod sign;
mod start;

pub use cancel::{cancel, stop};
pub use create::{SIGNING_SECONDS, create, recreate};
pub use due::on_due;
pub use follow::follow;
pub use sign::sign;
pub use start::{Use, order_terms, start};

use crate::fen::Fen;
use crate::ids::{
    Appid, Mchid, MerchantSignPlanNo, OpenId, OrderId, OutOrderNo, Package, PlanId, ServiceId, SignPlanId,
};
use crate::merchant::Merchant;
use crate::moment::Moment;
use crate::plan::Offer;
use crate::record::{Handle, RecordEvent, RecordKey, RecordKind};
use crate::rejection::Rejection;
use crate::service_order::{IssuedPackage, Party};
use crate::user::User;
use serde::{Deserialize, Serialize};

/// A user, named in one of two ways: test users have the same openid under all applications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signer {
    /// As the caller's application sees them.
    Openid(OpenId),
    /// As the sub-merchant's application sees them.
    SubOpenid(OpenId),
}

impl Signer {
    /// The user named in exactly one of the two ways; the second needs the sub-merchant's application.
    pub fn named(openid: Option<&str>, sub_openid: Option<&str>, party: &Party) -> Result<Self, Rejection> {
        match (openid, sub_openid) {
            (Some(openid), None) => Ok(Self::Openid(openid.into())),
            (None, Some(_)) if party.sub_appid().is_none() => Err(Rejection::SubAppidMissing),
            (None, Some(openid)) => Ok(Self::SubOpenid(openid.into())),
            (None, None) | (Some(_), Some(_)) => Err(Rejection::OpenidChoice),
        }
    }

    /// Whoever it is.
    pub fn openid(&self) -> &OpenId {
        match self {
            Self::Openid(openid) | Self::SubOpenid(openid) => openid,
        }
    }

    /// `openid` and `sub_openid` on the wire.
    pub fn wire_names(&self) -> (Option<&OpenId>, Option<&OpenId>) {
        match self {
            Self::Openid(openid) => (Some(openid), None),
            Self::SubOpenid(openid) => (None, Some(openid)),
        }
    }

    /// The user of the merchant's who is meant.
    pub fn find<'a>(&self, merchant: &'a Merchant) -> Result<&'a User, Rejection> {
        match self {
            Self::Openid(openid) => merchant.user(openid),
            Self::SubOpenid(openid) => merchant.sub_user(openid),
        }
    }
}

/// The order number under which one service will be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// The service's place in the plan, from 1.
    pub detail_no: i64,
    /// The number of its order to come.
    pub out_order_no: OutOrderNo,
}

/// All that a sign plan was created with. Two creations are the same when their terms are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The merchant number that made it; a provider's for a sub-merchant's.
    pub mchid: Mchid,
    /// That merchant's number for it.
    pub merchant_sign_plan_no: MerchantSignPlanNo,
    /// The application.
    pub appid: Appid,
    /// The service.
    pub service_id: ServiceId,
    /// On whose behalf.
    #[serde(skip_serializing_if = "Party::is_direct", default)]
    pub party: Party,
    /// The plan.
    pub plan_id: PlanId,
    /// The user who is to sign.
    pub signer: Signer,
    /// Where its notifications go.
    pub notify_url: String,
    /// The orders to come, one a service.
    pub numbers: Vec<Numbered>,
}

impl Terms {
    /// The sign plan's name on the merchant's side.
    pub fn key(&self) -> RecordKey {
        RecordKey::new(self.mchid.clone(), RecordKind::SignPlan, self.merchant_sign_plan_no.as_str())
    }
}

impl From<Event> for RecordEvent {
    fn from(event: Event) -> Self {
        Self::SignPlan(event)
    }
}

/// Where a sign plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for its user.
    Unsigned,
    /// Its services can be used.
    Signed,
    /// Cancelled by user or merchant.
    Cancelled,
    /// All services are used, or cancelled.
    Complete,
    /// Its time is over.
    Expired,
}

impl State {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Unsigned, Self::Signed, Self::Cancelled, Self::Complete, Self::Expired];

    /// `sign_state` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unsigned => "UNSIGNED",
            Self::Signed => "SIGNED",
            Self::Cancelled => "SIGN_PLAN_CANCEL",
            Self::Complete => "COMPLETE",
            Self::Expired => "EXPIRE",
        }
    }

    /// Why a command that this state forbids is refused.
    const fn refusal(self) -> Rejection {
        match self {
            Self::Unsigned => Rejection::SignPlanUnsigned,
            Self::Cancelled => Rejection::OrderCanceled,
            Self::Complete => Rejection::OrderDone,
            Self::Signed | Self::Expired => Rejection::InvalidState,
        }
    }
}

/// Who ended a sign plan before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelledBy {
    /// The user.
    User,
    /// The merchant.
    Merchant,
    /// The user, by closing the whole service.
    RevokedService,
}

impl CancelledBy {
    /// `cancel_sign_type` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Merchant => "MERCHANT",
            Self::RevokedService => "REVOKE_SERVICE",
        }
    }
}

/// How a sign plan ended before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// Who ended it.
    pub by: CancelledBy,
    /// Why, where somebody said.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub reason: String,
    /// When.
    pub at: Moment,
}

/// How far one service has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Usage {
    /// There is no order yet.
    NotUsed,
    /// Its order is in use, or not paid yet.
    Using {
        /// The order.
        order_id: OrderId,
        /// Since when.
        since: Moment,
    },
    /// Its order is paid.
    Used {
        /// The order.
        order_id: OrderId,
        /// Since when it was in use.
        since: Moment,
        /// What the user paid.
        paid: Fen,
        /// When.
        at: Moment,
    },
    /// Its order was cancelled, and with it this use.
    Cancelled {
        /// The order.
        order_id: OrderId,
        /// Since when it was in use.
        since: Moment,
        /// When it was cancelled.
        at: Moment,
    },
}

impl Usage {
    /// `plan_detail_state` on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NotUsed => "NOT_USED",
            Self::Using { .. } => "USING",
            Self::Used { .. } => "USED",
            Self::Cancelled { .. } => "SIGN_PLAN_DETAIL_CANCEL",
        }
    }

    const fn is_over(&self) -> bool {
        matches!(self, Self::Used { .. } | Self::Cancelled { .. })
    }
}

/// A sign plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignPlan {
    /// WeChat Pay's number.
    pub sign_plan_id: SignPlanId,
    /// As created.
    pub terms: Terms,
    /// What the plan offers.
    pub offer: Offer,
    /// When it was created.
    pub created_at: Moment,
    /// Where it stands.
    pub state: State,
    /// Opens the signing page, until it is signed or over.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub package: Option<IssuedPackage>,
    /// When the user signed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signed_at: Option<Moment>,
    /// How it ended before its time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cancellation: Option<Cancellation>,
    /// How far each service has got, in the plan's order.
    pub usages: Vec<Usage>,
}

/// What can happen to a sign plan after its creation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// It came to be.
    Created,
    /// The hour was over, the merchant asked again.
    PackageRenewed(IssuedPackage),
    /// The user signed.
    Signed {
        /// When.
        at: Moment,
    },
    /// The user said no. The sign plan waits on.
    Declined,
    /// It was ended before its time.
    Cancelled(Cancellation),
    /// Its time is over.
    Expired,
    /// A service has its order.
    DetailStarted {
        /// Which service.
        detail_no: i64,
        /// Its order.
        order_id: OrderId,
        /// When.
        at: Moment,
    },
    /// A service's order is paid.
    DetailPaid {
        /// Which service.
        detail_no: i64,
        /// How much.
        paid: Fen,
        /// When.
        at: Moment,
    },
    /// A service's order was cancelled.
    DetailCancelled {
        /// Which service.
        detail_no: i64,
        /// When.
        at: Moment,
    },
}

impl SignPlan {
    /// Takes an event in.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created | Event::Declined => {}
            Event::PackageRenewed(package) => self.package = Some(package.clone()),
            Event::Signed { at } => {
                self.state = State::Signed;
                self.signed_at = Some(*at);
                self.package = None;
            }
            Event::Cancelled(cancellation) => {
                self.state = State::Cancelled;
                self.cancellation = Some(cancellation.clone());
                self.package = None;
            }
            Event::Expired => {
                self.state = State::Expired;
                self.package = None;
            }
            Event::DetailStarted { detail_no, order_id, at } => {
                self.turn(*detail_no, |_| Usage::Using { order_id: order_id.clone(), since: *at });
            }
            Event::DetailPaid { detail_no, paid, at } => self.turn(*detail_no, |usage| match usage {
                Usage::Using { order_id, since } => Usage::Used { order_id, since, paid: *paid, at: *at },
                other => other,
            }),
            Event::DetailCancelled { detail_no, at } => self.turn(*detail_no, |usage| match usage {
                Usage::Using { order_id, since } => Usage::Cancelled { order_id, since, at: *at },
                other => other,
            }),
        }
    }

    /// Its name on the merchant's side.
    pub fn key(&self) -> RecordKey {
        self.terms.key()
    }

    /// The handle by which WeChat Pay's number finds it.
    pub fn by_id(sign_plan_id: &SignPlanId) -> Handle {
        Handle::new("sign_plan_id", sign_plan_id.as_str())
    }

    /// The handle by which the number of an order to come finds it.
    pub fn by_order(out_order_no: &OutOrderNo) -> Handle {
        Handle::new("order", out_order_no.as_str())
    }

    /// The handle by which a user's sign plans of a service are found.
    pub fn of_user(service_id: &ServiceId, openid: &OpenId) -> Handle {
        Handle::new("user", format!("{service_id}/{openid}"))
    }

    /// Further names that it is found by.
    pub fn handles(&self) -> Vec<Handle> {
        let orders = self.terms.numbers.iter().map(|numbered| Self::by_order(&numbered.out_order_no));
        let user = Self::of_user(&self.terms.service_id, self.terms.signer.openid());
        let package = self.package.iter().map(|issued| Self::by_package(&issued.package));
        [Self::by_id(&self.sign_plan_id), user].into_iter().chain(orders).chain(package).collect()
    }

    /// The handle of what opens, or once opened, the page where it is signed.
    pub fn by_package(package: &Package) -> Handle {
        Handle::new("package", package.as_str())
    }

    /// The number of the order that is in use, or not paid yet.
    pub fn order_in_use(&self) -> Option<&OutOrderNo> {
        let index = index(self.going_detail_no())?;
        matches!(self.usages.get(index)?, Usage::Using { .. }).then_some(&self.terms.numbers.get(index)?.out_order_no)
    }

    /// Changes how far a service has got; with the last one the sign plan is complete.
    fn turn(&mut self, detail_no: i64, next: impl FnOnce(Usage) -> Usage) {
        if let Some(usage) = index(detail_no).and_then(|index| self.usages.get_mut(index)) {
            *usage = next(std::mem::replace(usage, Usage::NotUsed));
        }
        if self.state == State::Signed && self.usages.iter().all(Usage::is_over) {
            self.state = State::Complete;
        }
    }

    /// The service that the user has come to, from 1; 0 before the first.
    pub fn going_detail_no(&self) -> i64 {
        let started = self.usages.iter().take_while(|usage| **usage != Usage::NotUsed).count();
        i64::try_from(started).unwrap_or(i64::MAX)
    }

    /// When it is over: after so many days that follow the day of signing (of creation, until it is signed).
    pub fn over_time(&self) -> Moment {
        let from = self.signed_at.unwrap_or(self.created_at);
        from.beijing_midnight().plus_days(self.offer.duration_days.saturating_add(1))
    }

    /// When something happens by itself.
    pub fn next_due(&self) -> Option<Moment> {
        matches!(self.state, State::Unsigned | State::Signed).then(|| self.over_time())
    }

    /// Refuses a call for another party: it is not there at all.
    pub fn check_party(&self, named: &Party) -> Result<(), Rejection> {
        self.terms.party.check_answers_to(named)
    }
}

/// Where a service stands in a list, by its number from 1.
fn index(detail_no: i64) -> Option<usize> {
    usize::try_from(detail_no).ok()?.checked_sub(1)
}

#[cfg(any(test, feature = "tables"))]
#[cfg_attr(not(test), allow(dead_code))]
pub(crate) mod fixtures;
#[cfg(test)]
mod precedence_tests;
#[cfg(test)]
mod rule_tests;
#[cfg(any(test, feature = "tables"))]
pub(crate) mod table_tests;
