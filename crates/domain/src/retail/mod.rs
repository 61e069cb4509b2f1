//! Orders of the older shape: smart retail (智慧零售), `/v3/payscore/smartretail-orders`, and pay after (先享后付),
//! `/v3/payscore/payafter-orders`. They differ in their service and in nothing else. One file per transition.
//!
//! ```text
//! CREATED ──confirm──▶ USER_ACCEPTED ──complete (2)──▶ FINISHED ──paid, sync──▶ USER_PAID
//!    ├──1 hour──▶ EXPIRED     └──complete (1, not used)──▶ REVOKED
//!    └──cancel──▶ REVOKED
//! ```

mod cancel;
mod complete;
mod confirm;
mod create;
mod due;
mod pay;
mod sync;

pub use cancel::{Cancel, cancel};
pub use complete::{Complete, FinishType, complete};
pub use confirm::{confirm, decline};
pub use create::{check_create, create, recreate};
pub use due::{EXPIRES_AFTER_SECONDS, on_due};
pub use pay::pay;
pub use sync::sync;

use crate::charges::{Discount, Payment};
use crate::collection::{Collection, CollectionEvent};
use crate::fen::Fen;
use crate::ids::{Appid, FinishTicket, OpenId, OrderId, OrderKey, Package, QueryId, ServiceId};
use crate::merchant::ServiceKind;
use crate::moment::{Moment, ServiceTime};
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// Which of the two an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetailKind {
    /// 智慧零售: a cabinet.
    #[default]
    SmartRetail,
    /// 先享后付: anything that is paid for afterwards.
    PayAfter,
}

impl RetailKind {
    /// The kind of the services that serve for such orders.
    pub const fn service_kind(self) -> ServiceKind {
        match self {
            Self::SmartRetail => ServiceKind::SmartRetail,
            Self::PayAfter => ServiceKind::PayAfter,
        }
    }
}

/// All that an order was created with. Two creations are the same when their terms are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Smart retail or pay after; older files know the former only.
    #[serde(default)]
    pub kind: RetailKind,
    /// The order's name on the merchant's side.
    pub key: OrderKey,
    /// The application.
    pub appid: Appid,
    /// The service.
    pub service_id: ServiceId,
    /// When use starts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service_start_time: Option<ServiceTime>,
    /// When it should end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service_end_time: Option<ServiceTime>,
    /// Where it starts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service_start_location: Option<String>,
    /// Where it should end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service_end_location: Option<String>,
    /// What the service is, in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service_introduction: Option<String>,
    /// What may have to be paid for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fees: Vec<Payment>,
    /// What the merchant takes off.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub discounts: Vec<Discount>,
    /// The most that may be charged.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub risk_amount: Option<Fen>,
    /// The merchant's own text, handed back untouched.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attach: Option<String>,
    /// Whether the user confirms this order.
    pub need_user_confirm: bool,
    /// The user, where the merchant names one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub openid: Option<OpenId>,
    /// By which the user's name, phone, document and address are recognised when they are told again: a keyed hash.
    /// What they are is kept nowhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub identity_mark: Option<String>,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for the user's confirmation.
    Created,
    /// The cabinet is open.
    UserAccepted,
    /// Completed, the money is owed.
    Finished,
    /// Settled.
    UserPaid,
    /// Cancelled, or never used.
    Revoked,
    /// Never confirmed.
    Expired,
}

impl State {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Created, Self::UserAccepted, Self::Finished, Self::UserPaid, Self::Revoked, Self::Expired];

    /// `state` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::UserAccepted => "USER_ACCEPTED",
            Self::Finished => "FINISHED",
            Self::UserPaid => "USER_PAID",
            Self::Revoked => "REVOKED",
            Self::Expired => "EXPIRED",
        }
    }

    /// Why a command that this state forbids, and that has no word of its own for it, is refused.
    fn refusal(self) -> Rejection {
        match self {
            Self::UserPaid => Rejection::OrderDone,
            Self::Revoked => Rejection::OrderCanceled,
            Self::Created | Self::UserAccepted | Self::Finished | Self::Expired => Rejection::InvalidState,
        }
    }
}

/// A smart-retail or pay-after order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetailOrder {
    /// WeChat Pay's number.
    pub order_id: OrderId,
    /// As created.
    pub terms: Terms,
    /// When it was created.
    pub created_at: Moment,
    /// Where it stands.
    pub state: State,
    /// Opens the confirmation page, until the user has confirmed. It lives as long as the unconfirmed order.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub package: Option<Package>,
    /// Whom it is for: named at creation, or whoever confirmed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub openid: Option<OpenId>,
    /// When the user confirmed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confirmed_at: Option<Moment>,
    /// What the confirmation page handed back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub query_id: Option<QueryId>,
    /// What the completion must bring along.
    pub finish_ticket: FinishTicket,
    /// As completed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub completion: Option<Complete>,
    /// The money, once completed, where there is any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub collection: Option<Collection>,
    /// Why it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cancel_reason: Option<String>,
}

/// What can happen to such an order after its creation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// It came to be.
    Created,
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

impl RetailOrder {
    /// Whether its user has the service in use or owes for it.
    pub fn in_progress(&self) -> bool {
        match self.state {
            State::UserAccepted => true,
            State::Finished => self.collection.is_some(),
            State::Created | State::UserPaid | State::Revoked | State::Expired => false,
        }
    }

    /// Takes an event in.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created | Event::Declined { .. } => {}
            Event::Confirmed { openid, at, query_id } => {
                self.state = State::UserAccepted;
                self.openid = Some(openid.clone());
                self.confirmed_at = Some(*at);
                self.query_id = Some(query_id.clone());
                self.package = None;
            }
            Event::Completed(completion) => self.close(completion),
            Event::Collection(event) => {
                if let Some(collection) = &mut self.collection {
                    collection.apply(event);
                    if collection.receipt().is_some() {
                        self.state = State::UserPaid;
                    }
                }
            }
            Event::Cancelled { reason } => {
                self.state = State::Revoked;
                self.cancel_reason = Some(reason.clone());
                self.package = None;
            }
            Event::Expired => {
                self.state = State::Expired;
                self.package = None;
            }
        }
    }

    fn close(&mut self, completion: &Complete) {
        self.completion = Some(completion.clone());
        self.state = match completion.finish_type {
            FinishType::NotUsed => State::Revoked,
            FinishType::Used if completion.total_amount > Fen::ZERO => State::Finished,
            FinishType::Used => State::UserPaid,
        };
        if self.state == State::Finished {
            self.collection = Some(Collection::new(completion.total_amount, completion.at));
        }
    }

    /// The start that counts now: for `OnAccept`, once confirmed, the confirmation.
    pub fn start_time(&self) -> Option<ServiceTime> {
        match (self.terms.service_start_time, self.confirmed_at) {
            (Some(ServiceTime::OnAccept), Some(at)) => Some(ServiceTime::Second(at)),
            (start, _) => start,
        }
    }

    /// When something happens by itself.
    pub fn next_due(&self) -> Option<Moment> {
        match self.state {
            State::Created => Some(self.created_at.plus(EXPIRES_AFTER_SECONDS)),
            State::Finished => self.collection.as_ref().and_then(Collection::next_due),
            _ => None,
        }
    }

    /// Refuses a caller who names another application or service than the order's.
    pub fn check_identity(&self, appid: &Appid, service_id: &ServiceId) -> Result<(), Rejection> {
        crate::order::check_identity((&self.terms.appid, &self.terms.service_id), (appid, service_id))
    }
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
