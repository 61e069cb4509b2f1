//! Service orders: `/v3/payscore/serviceorder` and its partner twin. One file per transition.
//!
//! ```text
//! CREATED ──confirm──▶ DOING/USER_CONFIRM ──complete──▶ DOING/MCH_COMPLETE ──paid, synced, modified to nothing──▶ DONE
//!    │                        │       └──────complete, nothing to pay─────────────────────────────────────────────▲
//!    ├──30 days──▶ EXPIRED    ├──cancel──▶ REVOKED ◀──cancel, no deduction in flight── (USER_PAYING)
//!    └──cancel──▶ REVOKED
//! ```

mod cancel;
mod complete;
mod confirm;
mod create;
mod direct_complete;
mod due;
mod modify;
mod parts;
mod party;
mod pay;
mod register;
mod remind;
mod request_payment;
mod shopping;
mod sync;
mod terms;

pub use cancel::{Cancel, cancel};
pub use complete::{Complete, complete};
pub use confirm::{confirm, decline};
pub(crate) use create::open;
pub use create::{PACKAGE_SECONDS, check_create, create, recreate};
pub use direct_complete::{check_direct_complete, direct_complete, repeat_direct_complete};
pub use due::{EXPIRES_AFTER_DAYS, on_due};
pub use modify::{Modify, modify};
pub use parts::{Device, Location, RiskFund, RiskFundName, TimeRange};
pub use party::{Claim, Party};
pub use pay::pay;
pub use register::{deduction, register};
pub use remind::{Message, PREPAID_DAYS, Reminder, Reminders, remind};
pub use request_payment::request_payment;
pub use shopping::{Goods, JumpLink, ShoppingInfo};
pub use sync::{Sync, sync};
pub use terms::Terms;

use crate::charges::{Discount, Payment};
use crate::collection::{Collection, CollectionEvent};
use crate::fen::Fen;
use crate::ids::{DeductionNo, MerchantSignPlanNo, OpenId, OrderId, Package, QueryId};
use crate::moment::{Moment, ServiceTime};
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for the user's confirmation.
    Created,
    /// The service is being used.
    UserConfirm,
    /// The service is over, the money is owed.
    MchComplete,
    /// Over and settled.
    Done,
    /// Cancelled by the merchant.
    Revoked,
    /// Never confirmed.
    Expired,
}

impl State {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Created, Self::UserConfirm, Self::MchComplete, Self::Done, Self::Revoked, Self::Expired];

    /// `state` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::UserConfirm | Self::MchComplete => "DOING",
            Self::Done => "DONE",
            Self::Revoked => "REVOKED",
            Self::Expired => "EXPIRED",
        }
    }

    /// `state_description` on the wire, in DOING only.
    pub const fn description(self) -> Option<&'static str> {
        match self {
            Self::UserConfirm => Some("USER_CONFIRM"),
            Self::MchComplete => Some("MCH_COMPLETE"),
            _ => None,
        }
    }

    /// Why a command that this state forbids, and that has no word of its own for it, is refused.
    fn refusal(self) -> Rejection {
        match self {
            Self::Done => Rejection::OrderDone,
            Self::Revoked => Rejection::OrderCanceled,
            Self::Created | Self::UserConfirm | Self::MchComplete | Self::Expired => Rejection::InvalidState,
        }
    }
}

/// The text that opens the confirmation page: used once, for an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedPackage {
    /// The text.
    pub package: Package,
    /// From then it counts.
    pub issued_at: Moment,
}

/// Which service of which sign plan an order is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanUse {
    /// The sign plan, by the merchant's number.
    pub merchant_sign_plan_no: MerchantSignPlanNo,
    /// The service's place in the plan, from 1.
    pub detail_no: i64,
}

/// A service order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceOrder {
    /// WeChat Pay's number.
    pub order_id: OrderId,
    /// As created.
    pub terms: Terms,
    /// When it was created.
    pub created_at: Moment,
    /// Where it stands.
    pub state: State,
    /// Opens the confirmation page, until the user has confirmed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub package: Option<IssuedPackage>,
    /// Whom it is for: named at creation, or whoever confirmed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub openid: Option<OpenId>,
    /// When the user confirmed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confirmed_at: Option<Moment>,
    /// What the confirmation page handed back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub query_id: Option<QueryId>,
    /// As completed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub completion: Option<Complete>,
    /// The money, once completed, where there is any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub collection: Option<Collection>,
    /// The numbers under which an acquiring institution deducted, the last one last.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub deductions: Vec<DeductionNo>,
    /// As modified after its completion.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub modification: Option<Modify>,
    /// What the user was reminded of while the service was in use.
    #[serde(skip_serializing_if = "Reminders::is_empty", default)]
    pub reminders: Reminders,
    /// Why it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cancel_reason: Option<String>,
    /// The service of a signed plan that it is, where it is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plan: Option<PlanUse>,
}

/// What can happen to a service order after its creation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// It came to be.
    Created,
    /// The hour was over, the merchant asked again.
    PackageRenewed(IssuedPackage),
    /// The user said yes.
    Confirmed {
        /// Who.
        openid: OpenId,
        /// When.
        at: Moment,
        /// What the page hands back.
        query_id: QueryId,
    },
    /// The user said no. The order waits on.
    Declined {
        /// Who.
        openid: OpenId,
    },
    /// The service is over.
    Completed(Box<Complete>),
    /// The user was told of a deduction to come.
    Reminded {
        /// In which message.
        message: Message,
        /// Of what.
        reminder: Box<Reminder>,
    },
    /// It costs less than its completion said.
    Modified(Box<Modify>),
    /// An acquiring institution said under which number it deducts.
    DeductionRegistered {
        /// The number.
        deduction_no: DeductionNo,
    },
    /// The user wants to pay by hand: an acquiring institution is asked to place the payment.
    PrepayAsked,
    /// Something happened to the money.
    Collection(CollectionEvent),
    /// The merchant took it back.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// Nobody confirmed in time.
    Expired,
}

impl ServiceOrder {
    /// Takes an event in.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created | Event::Declined { .. } | Event::PrepayAsked => {}
            Event::DeductionRegistered { deduction_no } => self.deductions.push(deduction_no.clone()),
            Event::PackageRenewed(package) => self.package = Some(package.clone()),
            Event::Confirmed { openid, at, query_id } => {
                self.state = State::UserConfirm;
                self.openid = Some(openid.clone());
                self.confirmed_at = Some(*at);
                self.query_id = Some(query_id.clone());
                self.package = None;
            }
            Event::Completed(completion) => {
                let owes = completion.total_amount > Fen::ZERO;
                self.state = if owes { State::MchComplete } else { State::Done };
                let unscheduled = self.terms.party.registers_deductions();
                self.collection =
                    owes.then(|| Collection::new(completion.total_amount, completion.at).unscheduled_if(unscheduled));
                self.completion = Some((**completion).clone());
            }
            Event::Reminded { message, reminder } => self.reminders.set(*message, (**reminder).clone()),
            Event::Modified(modification) => {
                let total = modification.charges.total_amount;
                if total > Fen::ZERO {
                    if let Some(collection) = &mut self.collection {
                        collection.total = total;
                    }
                } else {
                    self.state = State::Done;
                    self.collection = None;
                }
                self.modification = Some((**modification).clone());
            }
            Event::Collection(event) => {
                if let Some(collection) = &mut self.collection {
                    collection.apply(event);
                    if collection.receipt().is_some() {
                        self.state = State::Done;
                    }
                }
            }
            Event::Cancelled { reason } => {
                self.state = State::Revoked;
                self.cancel_reason = Some(reason.clone());
                self.package = None;
                // Nothing is owed for an order that was taken back.
                self.collection = None;
            }
            Event::Expired => {
                self.state = State::Expired;
                self.package = None;
            }
        }
    }

    /// Whether its user has the service in use or owes for it.
    pub fn in_progress(&self) -> bool {
        matches!(self.state, State::UserConfirm | State::MchComplete)
    }

    /// The payments that count now.
    pub fn payments(&self) -> &[Payment] {
        match (&self.modification, &self.completion) {
            (Some(modification), _) => &modification.charges.payments,
            (None, Some(completion)) => &completion.payments,
            (None, None) => &self.terms.payments,
        }
    }

    /// The discounts that count now.
    pub fn discounts(&self) -> &[Discount] {
        match (&self.modification, &self.completion) {
            (Some(modification), _) => &modification.charges.discounts,
            (None, Some(completion)) => &completion.discounts,
            (None, None) => &self.terms.discounts,
        }
    }

    /// What it costs, once completed.
    pub fn total_amount(&self) -> Option<Fen> {
        let modified = self.modification.as_ref().map(|modification| modification.charges.total_amount);
        modified.or_else(|| self.completion.as_ref().map(|completion| completion.total_amount))
    }

    /// The merchant's side of the number of the payment that collects it. Where PayScore makes that payment, it calls
    /// it by its own number for the order; an acquiring institution has registered one.
    pub fn out_trade_no(&self) -> &str {
        self.deductions.last().map_or(self.order_id.as_str(), DeductionNo::as_str)
    }

    /// The times that count now: completion's over creation's, and for `OnAccept` the confirmation.
    pub fn time_range(&self) -> TimeRange {
        self.time_range_with(self.completion.as_ref().map(|completion| &completion.time_range))
    }

    /// The times that count where a completion gives (or would give) `late`.
    fn time_range_with(&self, late: Option<&TimeRange>) -> TimeRange {
        let mut range = self.terms.time_range.clone();
        if let Some(late) = late {
            range.start = late.start.or(range.start);
            range.end = late.end.or(range.end);
            range.start_remark = late.start_remark.clone().or(range.start_remark);
            range.end_remark = late.end_remark.clone().or(range.end_remark);
        }
        if let (Some(ServiceTime::OnAccept), Some(at)) = (range.start, self.confirmed_at) {
            range.start = Some(ServiceTime::Second(at));
        }
        range
    }

    /// The places that count now.
    pub fn location(&self) -> Location {
        let late = self.completion.as_ref().map(|completion| completion.location.clone()).unwrap_or_default();
        let planned = self.terms.location.clone();
        Location { start: late.start.or(planned.start), end: late.end.or(planned.end) }
    }

    /// When something happens by itself.
    pub fn next_due(&self) -> Option<Moment> {
        match self.state {
            State::Created => Some(self.created_at.plus_days(EXPIRES_AFTER_DAYS)),
            State::MchComplete => self.collection.as_ref().and_then(Collection::next_due),
            _ => None,
        }
    }
}

#[cfg(any(test, feature = "tables"))]
#[cfg_attr(not(test), allow(dead_code))]
pub(crate) mod fixtures;
#[cfg(test)]
mod party_tests;
#[cfg(test)]
mod precedence_tests;
#[cfg(any(test, feature = "tables"))]
#[cfg_attr(not(test), allow(dead_code, unused_imports))]
mod register_tests;
#[cfg(test)]
mod rule_tests;
#[cfg(any(test, feature = "tables"))]
pub(crate) mod table_tests;
