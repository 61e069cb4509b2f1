//! Service orders: `/v3/payscore/serviceorder` and its partner twin. One file per transition.
//!
//! ```text
//! CREATED ──confirm──▶ DOING/USER_CONFIRM ──complete──▶ DOING/MCH_COMPLETE ──paid, synced──▶ DONE
//!    │                        │       └──────complete, nothing to pay──────────────────────────▲
//!    ├──30 days──▶ EXPIRED    ├──cancel──▶ REVOKED ◀──cancel, no deduction in flight── (USER_PAYING)
//!    └──cancel──▶ REVOKED
//! ```

mod cancel;
mod complete;
mod confirm;
mod create;
mod direct_complete;
mod due;
mod pay;
mod sync;

pub use cancel::{Cancel, cancel};
pub use complete::{Complete, complete};
pub use confirm::{confirm, decline};
pub use create::{PACKAGE_SECONDS, create, recreate};
pub use direct_complete::{direct_complete, repeat_direct_complete};
pub use due::{EXPIRES_AFTER_DAYS, on_due};
pub use pay::pay;
pub use sync::{Sync, sync};

use crate::charges::{Discount, Payment};
use crate::collection::{Collection, CollectionEvent};
use crate::fen::Fen;
use crate::ids::{Appid, Mchid, OpenId, OrderId, OrderKey, Package, QueryId, ServiceId};
use crate::moment::{Moment, ServiceTime};
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// What the user is told may be charged at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskFund {
    /// Which kind.
    pub name: RiskFundName,
    /// In fen.
    pub amount: Fen,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
}

/// The kinds of risk fund: three of the pay-deposit mode, one of the pay-after mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RiskFundName {
    /// 押金.
    Deposit,
    /// 预付款.
    Advance,
    /// 保证金.
    CashDeposit,
    /// 预估订单费用 (pay-after mode).
    EstimateOrderCost,
}

impl RiskFundName {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deposit => "DEPOSIT",
            Self::Advance => "ADVANCE",
            Self::CashDeposit => "CASH_DEPOSIT",
            Self::EstimateOrderCost => "ESTIMATE_ORDER_COST",
        }
    }
}

/// When the service is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeRange {
    /// From.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start: Option<ServiceTime>,
    /// Words on the start.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start_remark: Option<String>,
    /// To.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end: Option<ServiceTime>,
    /// Words on the end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end_remark: Option<String>,
}

/// Where the service is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// From.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start: Option<String>,
    /// To.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end: Option<String>,
}

/// The device that hands the service out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Where it was taken.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start_device_id: Option<String>,
    /// Where it was returned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end_device_id: Option<String>,
    /// The thing itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub materiel_no: Option<String>,
}

/// The sub-merchant for whom a provider calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Its merchant number.
    pub sub_mchid: Mchid,
    /// Its application.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sub_appid: Option<Appid>,
}

/// All that an order was created with. Two creations are the same when their terms are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The order's name on the merchant's side.
    pub key: OrderKey,
    /// The application.
    pub appid: Appid,
    /// The service.
    pub service_id: ServiceId,
    /// The sub-merchant, on a provider's orders.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub partner: Option<Partner>,
    /// What the service is, in words.
    pub service_introduction: String,
    /// What may have to be paid for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub payments: Vec<Payment>,
    /// What the merchant takes off.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub discounts: Vec<Discount>,
    /// The most that may be charged; absent where order and completion are one call.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub risk_fund: Option<RiskFund>,
    /// When.
    pub time_range: TimeRange,
    /// Where.
    #[serde(default)]
    pub location: Location,
    /// The merchant's own text, handed back untouched.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attach: Option<String>,
    /// Where notifications go.
    pub notify_url: String,
    /// The user, where the merchant names one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub openid: Option<OpenId>,
    /// Whether the user confirms this order.
    pub need_user_confirm: bool,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<Device>,
}

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
    /// Why it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cancel_reason: Option<String>,
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
            Event::Created | Event::Declined { .. } => {}
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
                self.collection = owes.then(|| Collection::new(completion.total_amount, completion.at));
                self.completion = Some((**completion).clone());
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
        self.completion.as_ref().map_or(&self.terms.payments, |completion| &completion.payments)
    }

    /// The discounts that count now.
    pub fn discounts(&self) -> &[Discount] {
        self.completion.as_ref().map_or(&self.terms.discounts, |completion| &completion.discounts)
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
        let end = self.completion.as_ref().and_then(|completion| completion.end_location.clone());
        Location { start: self.terms.location.start.clone(), end: end.or_else(|| self.terms.location.end.clone()) }
    }

    /// When something happens by itself.
    pub fn next_due(&self) -> Option<Moment> {
        match self.state {
            State::Created => Some(self.created_at.plus_days(EXPIRES_AFTER_DAYS)),
            State::MchComplete => self.collection.as_ref().and_then(Collection::next_due),
            _ => None,
        }
    }

    /// Refuses a provider's caller: the order of another sub-merchant is not there, and the service must be its own.
    pub fn check_partner(&self, sub_mchid: &Mchid, service_id: &ServiceId) -> Result<(), Rejection> {
        if self.terms.partner.as_ref().is_none_or(|partner| partner.sub_mchid != *sub_mchid) {
            return Err(Rejection::OrderNotFound);
        }
        if self.terms.service_id != *service_id {
            return Err(Rejection::OrderServiceDiffers { given: service_id.clone() });
        }
        Ok(())
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
