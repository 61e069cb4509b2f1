//! An order of any family as its user reads it.

use super::money::{money, service_time, time};
use super::words::{Phrase, phrase};
use payscore_domain::charges::{Discount, Payment};
use payscore_domain::collection::{Channel, Collection, Progress};
use payscore_domain::retail::{self, RetailOrder};
use payscore_domain::service_order::{self, RiskFundName, ServiceOrder};
use payscore_domain::{Currency, Moment, OpenId, Order, ServiceTime};

/// What the user sees.
pub(super) struct Paper {
    pub(super) mchid: String,
    /// The sub-merchant's number, where the service is its.
    pub(super) sub_mchid: Option<String>,
    pub(super) number: String,
    pub(super) service_id: String,
    pub(super) introduction: String,
    pub(super) created: String,
    /// Whom it is for, where that is known.
    pub(super) openid: Option<OpenId>,
    pub(super) stage: Stage,
    /// The most that may be charged.
    pub(super) risk: Option<Risk>,
    pub(super) payments: Vec<Line>,
    pub(super) discounts: Vec<Line>,
    /// What it costs, once that is known.
    pub(super) total: Option<String>,
    /// From and to, with what the merchant says of it; where and when.
    pub(super) circumstances: Vec<Circumstance>,
}

/// How it stands.
pub(super) enum Stage {
    /// Waits for the user.
    Waiting,
    /// Would wait, but what opens its page is over.
    Stale,
    InUse,
    /// The next deduction, where there is one by itself, and how many have failed.
    Owed {
        next: Option<String>,
        failed: u32,
    },
    /// The bank has not answered yet.
    InFlight,
    Paid {
        at: String,
        outside: bool,
    },
    /// Over, and nothing to pay.
    Free,
    Revoked {
        reason: Option<String>,
    },
    Expired,
}

/// Money at risk.
pub(super) struct Risk {
    pub(super) name: Phrase,
    pub(super) amount: String,
    pub(super) description: Option<String>,
}

/// Something that is paid for, or taken off.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) count: Option<i64>,
    pub(super) amount: Option<String>,
}

/// A time or a place.
pub(super) struct Circumstance {
    pub(super) name: Phrase,
    /// Absent: the moment of the confirmation.
    pub(super) value: Option<String>,
    pub(super) remark: Option<String>,
}

impl Stage {
    /// In a word.
    pub(super) fn word(&self) -> Phrase {
        match self {
            Self::Waiting => phrase("待确认", "To confirm"),
            Self::Stale => phrase("页面已失效", "The page is over"),
            Self::InUse => phrase("服务进行中", "In use"),
            Self::Owed { .. } => phrase("待支付", "To pay"),
            Self::InFlight => phrase("扣款中", "Being deducted"),
            Self::Paid { .. } => phrase("已支付", "Paid"),
            Self::Free => phrase("已完成，无需支付", "Over, nothing to pay"),
            Self::Revoked { .. } => phrase("已取消", "Cancelled"),
            Self::Expired => phrase("已过期", "Expired"),
        }
    }

    /// Whether the user owes for it.
    pub(super) fn is_owed(&self) -> bool {
        matches!(self, Self::Owed { .. } | Self::InFlight)
    }

    fn of_money(collection: Option<&Collection>) -> Self {
        let Some(collection) = collection else { return Self::Free };
        match &collection.progress {
            Progress::InFlight { .. } => Self::InFlight,
            Progress::Waiting { .. } => {
                Self::Owed { next: collection.next_due().map(time), failed: collection.attempts }
            }
            Progress::Paid(receipt) => {
                Self::Paid { at: time(receipt.paid_time), outside: receipt.channel == Channel::Merchant }
            }
        }
    }

    fn of_waiting(expires: Option<Moment>, now: Moment) -> Self {
        if expires.is_some_and(|expires| expires < now) { Self::Stale } else { Self::Waiting }
    }
}

impl Paper {
    /// As it stands now.
    pub(super) fn of(order: &Order, now: Moment) -> Self {
        let paper = Self {
            mchid: order.key().mchid.to_string(),
            sub_mchid: order.sub_mchid().map(ToString::to_string),
            number: order.key().out_order_no.to_string(),
            service_id: order.service_id().to_string(),
            introduction: order.introduction().unwrap_or_default().to_owned(),
            created: time(order.created_at()),
            openid: order.openid().cloned(),
            stage: Stage::Expired,
            risk: None,
            payments: Vec::new(),
            discounts: Vec::new(),
            total: None,
            circumstances: Vec::new(),
        };
        match order {
            Order::Service(order) => paper.of_service(order, now),
            Order::Retail(order) => paper.of_retail(order, now),
        }
    }

    fn of_service(self, order: &ServiceOrder, now: Moment) -> Self {
        let currency = order.terms.party.currency();
        let (range, location) = (order.time_range(), order.location());
        let risk = order.terms.risk_fund.as_ref().map(|risk| Risk {
            name: risk_name(risk.name),
            amount: money(risk.amount, currency),
            description: risk.description.clone(),
        });
        let mut circumstances = times((range.start, range.start_remark), (range.end, range.end_remark));
        circumstances.extend(places(location.start, location.end));
        let openid = order.openid.as_ref().or(order.terms.user()).cloned();
        Self {
            openid,
            stage: match order.state {
                service_order::State::Created => {
                    Stage::of_waiting(order.package.as_ref().map(service_order::IssuedPackage::expires_at), now)
                }
                service_order::State::UserConfirm => Stage::InUse,
                service_order::State::MchComplete | service_order::State::Done => {
                    Stage::of_money(order.collection.as_ref())
                }
                service_order::State::Revoked => Stage::Revoked { reason: order.cancel_reason.clone() },
                service_order::State::Expired => Stage::Expired,
            },
            risk,
            payments: lines_of_payments(order.payments(), currency),
            discounts: lines_of_discounts(order.discounts(), currency),
            total: order.total_amount().map(|total| money(total, currency)),
            circumstances,
            ..self
        }
    }

    fn of_retail(self, order: &RetailOrder, now: Moment) -> Self {
        let (terms, completion) = (&order.terms, order.completion.as_ref());
        let end = completion.and_then(|completion| completion.real_service_end_time).or(terms.service_end_time);
        let place = completion.and_then(|completion| completion.real_service_end_location.clone());
        let mut circumstances = times((order.start_time(), None), (end, None));
        let place = place.or_else(|| terms.service_end_location.clone());
        circumstances.extend(places(terms.service_start_location.clone(), place));
        let risk = terms.risk_amount.map(|amount| Risk {
            name: phrase("最高扣款金额", "The most that is charged"),
            amount: money(amount, None),
            description: None,
        });
        Self {
            openid: order.openid.as_ref().or(terms.openid.as_ref()).cloned(),
            stage: match order.state {
                retail::State::Created => Stage::of_waiting(None, now),
                retail::State::UserAccepted => Stage::InUse,
                retail::State::Finished | retail::State::UserPaid => Stage::of_money(order.collection.as_ref()),
                retail::State::Revoked => Stage::Revoked { reason: order.cancel_reason.clone() },
                retail::State::Expired => Stage::Expired,
            },
            risk,
            payments: lines_of_payments(completion.map_or(&terms.fees, |completion| &completion.fees), None),
            discounts: lines_of_discounts(
                completion.map_or(&terms.discounts, |completion| &completion.discounts),
                None,
            ),
            total: completion.map(|completion| money(completion.total_amount, None)),
            circumstances,
            ..self
        }
    }
}

const fn risk_name(name: RiskFundName) -> Phrase {
    match name {
        RiskFundName::Deposit => phrase("押金", "Deposit"),
        RiskFundName::Advance => phrase("预付款", "Advance"),
        RiskFundName::CashDeposit => phrase("保证金", "Cash deposit"),
        RiskFundName::EstimateOrderCost => phrase("预估订单费用", "Estimated cost"),
    }
}

fn lines_of_payments(payments: &[Payment], currency: Option<&Currency>) -> Vec<Line> {
    let line = |payment: &Payment| Line {
        name: payment.name.clone().unwrap_or_default(),
        description: payment.description.clone(),
        count: payment.count,
        amount: payment.amount.map(|amount| money(amount, currency)),
    };
    payments.iter().map(line).collect()
}

fn lines_of_discounts(discounts: &[Discount], currency: Option<&Currency>) -> Vec<Line> {
    let line = |discount: &Discount| Line {
        name: discount.name.clone().unwrap_or_default(),
        description: discount.description.clone(),
        count: discount.count,
        amount: discount.amount.map(|amount| format!("−{}", money(amount, currency))),
    };
    discounts.iter().map(line).collect()
}

type Given = (Option<ServiceTime>, Option<String>);

fn times(start: Given, end: Given) -> Vec<Circumstance> {
    let one = |name, (time, remark): Given| time.map(|time| Circumstance { name, value: service_time(time), remark });
    let (from, to) = (phrase("开始时间", "From"), phrase("结束时间", "To"));
    one(from, start).into_iter().chain(one(to, end)).collect()
}

fn places(start: Option<String>, end: Option<String>) -> Vec<Circumstance> {
    let one = |name, place: Option<String>| place.map(|place| Circumstance { name, value: Some(place), remark: None });
    let (from, to) = (phrase("开始地点", "At"), phrase("结束地点", "Back at"));
    one(from, start).into_iter().chain(one(to, end)).collect()
}
