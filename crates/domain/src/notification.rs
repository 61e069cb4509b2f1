//! Outgoing notifications: how often, how far apart, and when to stop.

use crate::collection::{Channel, CollectionEvent};
use crate::ids::Mchid;
use crate::moment::Moment;
use crate::order::OrderEvent;
use crate::record::{RecordEvent, RecordKind};
use crate::refund;
use crate::service_account;
use crate::sign_plan::{self, CancelledBy};
use serde::{Deserialize, Serialize};

/// Seconds between the attempts of one kind of notification. The first attempt is made at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule(&'static [i64]);

impl Schedule {
    /// 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h: 24 h 4 min in all.
    pub const ORDERS: Self =
        Self(&[15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600]);

    /// Every minute, 11 times in all.
    pub const SIGN_PLANS: Self = Self(&[60; 10]);

    /// How long to wait after attempt number `attempt` (from 1) has failed, if another one follows.
    pub fn wait_after(self, attempt: u32) -> Option<i64> {
        let index = usize::try_from(attempt.checked_sub(1)?).ok()?;
        self.0.get(index).copied()
    }

    /// How many attempts there are at most.
    pub fn attempts(self) -> usize {
        self.0.len() + 1
    }
}

/// Where a notification stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "phase")]
pub enum Phase {
    /// Attempt number `attempt` (from 1) is due then.
    Waiting {
        /// The attempt to come.
        attempt: u32,
        /// When.
        due: Moment,
    },
    /// The merchant has it.
    Delivered {
        /// Since when.
        at: Moment,
    },
    /// The last attempt failed.
    GivenUp {
        /// Since when.
        at: Moment,
    },
    /// The merchant has told no address. Nothing is sent until it is resent with one.
    Unaddressed,
    /// Somebody holds it back: nothing is sent until it is let go.
    Held {
        /// The attempt to come.
        attempt: u32,
    },
    /// Somebody dropped it: it is lost on its way, and nobody tries again.
    Dropped {
        /// Since when.
        at: Moment,
    },
}

/// What somebody who tests a merchant does to a notification: no network treats it worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tamper {
    /// Hold it back.
    Hold,
    /// Let go what is held.
    Release,
    /// Lose it.
    Drop,
}

impl Phase {
    /// A new notification: due at once where there is an address.
    pub fn new(has_address: bool, now: Moment) -> Self {
        if has_address { Self::Waiting { attempt: 1, due: now } } else { Self::Unaddressed }
    }

    /// The attempt to come, where there is one.
    pub fn next_attempt(self) -> Option<u32> {
        match self {
            Self::Waiting { attempt, .. } | Self::Held { attempt } => Some(attempt),
            _ => None,
        }
    }

    /// Where it stands after `tamper`; `None` where that is not possible now.
    pub fn tampered(self, tamper: Tamper, now: Moment) -> Option<Self> {
        match (tamper, self) {
            (Tamper::Hold, Self::Waiting { attempt, .. }) => Some(Self::Held { attempt }),
            (Tamper::Release, Self::Held { attempt }) => Some(Self::Waiting { attempt, due: now }),
            (Tamper::Drop, Self::Waiting { .. } | Self::Held { .. } | Self::Unaddressed) => {
                Some(Self::Dropped { at: now })
            }
            _ => None,
        }
    }

    /// What follows attempt number `attempt`.
    pub fn after(attempt: u32, delivered: bool, schedule: Schedule, now: Moment) -> Self {
        match schedule.wait_after(attempt) {
            _ if delivered => Self::Delivered { at: now },
            Some(wait) => Self::Waiting { attempt: attempt + 1, due: now.plus(wait) },
            None => Self::GivenUp { at: now },
        }
    }
}

/// The events that merchants are told of, by upstream's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EventType {
    /// The user confirmed a service order.
    #[serde(rename = "PAYSCORE.USER_CONFIRM")]
    UserConfirm,
    /// The user confirmed a smart-retail order.
    #[serde(rename = "PAYSCORE.USER_ACCEPTED")]
    UserAccepted,
    /// An order was paid.
    #[serde(rename = "PAYSCORE.USER_PAID")]
    UserPaid,
    /// A user wants to pay by hand what an acquiring institution collects.
    #[serde(rename = "PAYSCORE.MCH_PREPAY")]
    MchPrepay,
    /// A user authorized a service.
    #[serde(rename = "PAYSCORE.USER_OPEN_SERVICE")]
    UserOpenService,
    /// An authorization ended.
    #[serde(rename = "PAYSCORE.USER_CLOSE_SERVICE")]
    UserCloseService,
    /// The user signed a plan.
    #[serde(rename = "PAYSCORE.USER_SIGN_PLAN")]
    UserSignPlan,
    /// The user cancelled a signed plan, alone or with the whole service.
    #[serde(rename = "PAYSCORE.USER_CANCEL_SIGN_PLAN")]
    UserCancelSignPlan,
    /// It was decided whether a sub-merchant is bound to a service.
    #[serde(rename = "PAYSCORE.BIND_SERVICE_ACCOUNT")]
    BindServiceAccount,
    /// A refund reached the user.
    #[serde(rename = "REFUND.SUCCESS")]
    RefundSuccess,
    /// A refund was given up.
    #[serde(rename = "REFUND.CLOSED")]
    RefundClosed,
    /// A refund cannot reach the user.
    #[serde(rename = "REFUND.ABNORMAL")]
    RefundAbnormal,
}

impl EventType {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::UserConfirm,
        Self::UserAccepted,
        Self::UserPaid,
        Self::MchPrepay,
        Self::UserOpenService,
        Self::UserCloseService,
        Self::UserSignPlan,
        Self::UserCancelSignPlan,
        Self::BindServiceAccount,
        Self::RefundSuccess,
        Self::RefundClosed,
        Self::RefundAbnormal,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserConfirm => "PAYSCORE.USER_CONFIRM",
            Self::UserAccepted => "PAYSCORE.USER_ACCEPTED",
            Self::UserPaid => "PAYSCORE.USER_PAID",
            Self::MchPrepay => "PAYSCORE.MCH_PREPAY",
            Self::UserOpenService => "PAYSCORE.USER_OPEN_SERVICE",
            Self::UserCloseService => "PAYSCORE.USER_CLOSE_SERVICE",
            Self::UserSignPlan => "PAYSCORE.USER_SIGN_PLAN",
            Self::UserCancelSignPlan => "PAYSCORE.USER_CANCEL_SIGN_PLAN",
            Self::BindServiceAccount => "PAYSCORE.BIND_SERVICE_ACCOUNT",
            Self::RefundSuccess => "REFUND.SUCCESS",
            Self::RefundClosed => "REFUND.CLOSED",
            Self::RefundAbnormal => "REFUND.ABNORMAL",
        }
    }

    /// The kind of record whose number is its subject.
    pub const fn tells_of(self) -> RecordKind {
        match self {
            Self::UserConfirm | Self::UserAccepted | Self::UserPaid | Self::MchPrepay => RecordKind::Order,
            Self::UserOpenService | Self::UserCloseService => RecordKind::Permission,
            Self::UserSignPlan | Self::UserCancelSignPlan => RecordKind::SignPlan,
            Self::BindServiceAccount => RecordKind::ServiceAccount,
            Self::RefundSuccess | Self::RefundClosed | Self::RefundAbnormal => RecordKind::RefundNumber,
        }
    }

    /// How often it is tried.
    pub const fn schedule(self) -> Schedule {
        match self {
            Self::UserSignPlan | Self::UserCancelSignPlan => Schedule::SIGN_PLANS,
            _ => Schedule::ORDERS,
        }
    }
}

impl RecordEvent {
    /// What the merchant is told because of this, where it is told anything.
    pub fn owes(&self) -> Option<EventType> {
        match self {
            Self::Order(event) => event.owes(),
            Self::Permission(event) => event.owes(),
            Self::SignPlan(event) => event.owes(),
            Self::ServiceAccount(event) => event.owes(),
            Self::Refunds(event) => event.owes(),
            Self::Plan(_) => None,
        }
    }
}

impl refund::Event {
    /// What the merchant is told because of this, where it is told anything.
    fn owes(&self) -> Option<EventType> {
        let Self::Settled { change, .. } = self else { return None };
        match change.status {
            refund::Status::Processing => None,
            refund::Status::Success => Some(EventType::RefundSuccess),
            refund::Status::Closed => Some(EventType::RefundClosed),
            refund::Status::Abnormal => Some(EventType::RefundAbnormal),
        }
    }
}

impl OrderEvent {
    /// What the merchant is told because of this, where it is told anything. A payment outside WeChat Pay is the
    /// merchant's own news.
    fn owes(&self) -> Option<EventType> {
        use crate::{retail, service_order};
        match self {
            Self::Service(service_order::Event::Confirmed { .. }) => Some(EventType::UserConfirm),
            Self::Service(service_order::Event::PrepayAsked) => Some(EventType::MchPrepay),
            Self::Retail(retail::Event::Confirmed { .. }) => Some(EventType::UserAccepted),
            Self::Service(service_order::Event::Collection(CollectionEvent::Paid { receipt, .. }))
            | Self::Retail(retail::Event::Collection(CollectionEvent::Paid { receipt, .. })) => {
                matches!(receipt.channel, Channel::Wechat { .. }).then_some(EventType::UserPaid)
            }
            _ => None,
        }
    }
}

impl sign_plan::Event {
    /// What the merchant is told because of this. That the merchant itself stopped it is the merchant's own news.
    fn owes(&self) -> Option<EventType> {
        match self {
            Self::Signed { .. } => Some(EventType::UserSignPlan),
            Self::Cancelled(cancellation) if cancellation.by != CancelledBy::Merchant => {
                Some(EventType::UserCancelSignPlan)
            }
            _ => None,
        }
    }
}

impl service_account::Event {
    /// What the provider is told because of this.
    fn owes(&self) -> Option<EventType> {
        matches!(self, Self::Approved | Self::Rejected { .. }).then_some(EventType::BindServiceAccount)
    }
}

/// A notification on its way to a merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// The envelope's `id`; the same on every attempt.
    pub id: String,
    /// Whose key encrypts it.
    pub mchid: Mchid,
    /// The merchant's number of what it tells of: `out_order_no` for an order, and so on.
    pub subject: String,
    /// What happened.
    pub event_type: EventType,
    /// Where to; empty while unaddressed.
    pub url: String,
    /// When it happened.
    pub created_at: Moment,
    /// The resource before encryption.
    pub plaintext: String,
    /// Where it stands.
    pub phase: Phase,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::Receipt;

    #[test]
    fn the_schedule_takes_24_hours_and_4_minutes() {
        let total: i64 = (1..).map_while(|attempt| Schedule::ORDERS.wait_after(attempt)).sum();
        assert_eq!(total, 24 * 3600 + 4 * 60);
        assert_eq!(Schedule::ORDERS.attempts(), 16);
    }

    #[test]
    fn sign_plans_are_told_of_every_minute_eleven_times_in_all() {
        let schedule = EventType::UserSignPlan.schedule();
        assert_eq!(schedule, EventType::UserCancelSignPlan.schedule());
        assert_eq!(schedule.attempts(), 11);
        assert!((1..=10).all(|attempt| schedule.wait_after(attempt) == Some(60)));
        assert_eq!(schedule.wait_after(11), None);
        assert_eq!(EventType::BindServiceAccount.schedule(), Schedule::ORDERS);
    }

    #[test]
    fn a_cancelled_sign_plan_is_news_unless_the_merchant_stopped_it() {
        let cancelled = |by| {
            let cancellation = sign_plan::Cancellation { by, reason: String::new(), at: Moment::from_unix(0) };
            RecordEvent::from(sign_plan::Event::Cancelled(cancellation)).owes()
        };
        assert_eq!(cancelled(CancelledBy::User), Some(EventType::UserCancelSignPlan));
        assert_eq!(cancelled(CancelledBy::RevokedService), Some(EventType::UserCancelSignPlan));
        assert_eq!(cancelled(CancelledBy::Merchant), None);
    }

    #[test]
    fn a_failed_attempt_leads_to_the_next_and_the_last_to_giving_up() {
        let now = Moment::from_unix(1000);
        let first = Phase::after(1, false, Schedule::ORDERS, now);
        assert_eq!(first, Phase::Waiting { attempt: 2, due: now.plus(15) });
        assert_eq!(Phase::after(16, false, Schedule::ORDERS, now), Phase::GivenUp { at: now });
        assert_eq!(Phase::after(16, true, Schedule::ORDERS, now), Phase::Delivered { at: now });
    }

    #[test]
    fn a_payment_is_news_unless_the_merchant_brought_it() {
        let paid = |channel| {
            let receipt = Receipt { paid_time: Moment::from_unix(0), channel };
            let event = CollectionEvent::Paid { attempt: None, receipt };
            OrderEvent::Service(crate::service_order::Event::Collection(event)).owes()
        };
        assert_eq!(paid(Channel::Wechat { transaction_id: "4200".into() }), Some(EventType::UserPaid));
        assert_eq!(paid(Channel::Merchant), None);
    }

    #[test]
    fn only_what_is_under_way_can_be_tampered_with() {
        let (then, now) = (Moment::from_unix(0), Moment::from_unix(9));
        let waiting = Phase::Waiting { attempt: 3, due: then };
        let (held, dropped) = (Phase::Held { attempt: 3 }, Phase::Dropped { at: now });
        let released = Phase::Waiting { attempt: 3, due: now };
        // What hold, release and drop make of each.
        for (phase, expected) in [
            (waiting, [Some(held), None, Some(dropped)]),
            (held, [None, Some(released), Some(dropped)]),
            (Phase::Unaddressed, [None, None, Some(dropped)]),
            (Phase::Delivered { at: then }, [None; 3]),
            (Phase::GivenUp { at: then }, [None; 3]),
            (Phase::Dropped { at: then }, [None; 3]),
        ] {
            let tampers = [Tamper::Hold, Tamper::Release, Tamper::Drop];
            assert_eq!(tampers.map(|tamper| phase.tampered(tamper, now)), expected, "{phase:?}");
        }
    }

    #[test]
    fn without_an_address_nothing_is_due() {
        assert_eq!(Phase::new(false, Moment::from_unix(0)), Phase::Unaddressed);
    }
}
