//! Refunds. All refunds of one payment are one record, so that two of them can never be decided on the same rest.
//!
//! ```text
//! PROCESSING ──3 s──▶ SUCCESS          the reason of a refund can name another end: CLOSED, ABNORMAL
//!     ├──▶ CLOSED   (its amount is free again)
//!     └──▶ ABNORMAL ──▶ SUCCESS | CLOSED   (settled by hand)
//! ```

mod ask;
mod number;
mod settle;

pub use ask::{Ask, Goods, REFUNDABLE_DAYS, REFUNDS_AT_MOST, Source, refund};
pub use number::RefundNumber;
pub use settle::{SETTLES_AFTER_SECONDS, on_due, settle};

use crate::fee::fee;
use crate::fen::Fen;
use crate::ids::{OutRefundNo, RefundId};
use crate::moment::Moment;
use crate::paid::Paid;
use crate::record::{Handle, RecordEvent, RecordKey, RecordKind};
use serde::{Deserialize, Serialize};

/// A payment and all refunds of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refunds {
    /// What was paid.
    pub paid: Paid,
    /// When the first refund was asked for.
    pub created_at: Moment,
    /// The refunds, oldest first.
    pub refunds: Vec<Refund>,
}

/// One refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// WeChat Pay's number.
    pub refund_id: RefundId,
    /// As asked for.
    pub ask: Ask,
    /// When it was asked for.
    pub asked_at: Moment,
    /// What is given back of the payment's fee.
    pub fee_returned: Fen,
    /// What became of it, oldest first; nothing while the bank has not answered.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub changes: Vec<Change>,
}

/// A step in a refund's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Where it stands since then.
    pub status: Status,
    /// When.
    pub at: Moment,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// The bank has not answered.
    Processing,
    /// The user has the money.
    Success,
    /// Given up; the merchant keeps the money.
    Closed,
    /// The user's account does not take the money; somebody has to see to it.
    Abnormal,
}

impl Status {
    /// `status` on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Processing => "PROCESSING",
            Self::Success => "SUCCESS",
            Self::Closed => "CLOSED",
            Self::Abnormal => "ABNORMAL",
        }
    }
}

/// What can happen to the refunds of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// The record came to be, with the first refund.
    Created,
    /// A refund was asked for.
    Asked(Box<Refund>),
    /// It was decided what became of a refund.
    Settled {
        /// Which.
        out_refund_no: OutRefundNo,
        /// How and when.
        change: Change,
    },
}

impl Refund {
    /// Where it stands.
    pub fn status(&self) -> Status {
        self.changes.last().map_or(Status::Processing, |change| change.status)
    }

    /// Where it stood then.
    pub fn status_at(&self, then: Moment) -> Status {
        let known = self.changes.iter().rev().find(|change| change.at < then);
        known.map_or(Status::Processing, |change| change.status)
    }

    /// When the user had the money.
    pub fn success_time(&self) -> Option<Moment> {
        self.changes.last().filter(|change| change.status == Status::Success).map(|change| change.at)
    }

    /// When it was given up.
    pub fn closed_at(&self) -> Option<Moment> {
        self.changes.iter().find(|change| change.status == Status::Closed).map(|change| change.at)
    }

    /// Whether its amount is given or on its way.
    fn counts(&self) -> bool {
        self.status() != Status::Closed
    }
}

impl Refunds {
    /// A payment of which nothing was refunded yet.
    pub fn none_of(paid: Paid, now: Moment) -> Self {
        Self { paid, created_at: now, refunds: Vec::new() }
    }

    /// Its name on the merchant's side: the payment's number.
    pub fn key(&self) -> RecordKey {
        RecordKey::new(self.paid.key.mchid.clone(), RecordKind::Refunds, self.paid.transaction_id.as_str())
    }

    /// The refund of this number.
    pub fn get(&self, out_refund_no: &OutRefundNo) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.ask.out_refund_no == *out_refund_no)
    }

    /// What has not been refunded.
    pub fn left(&self) -> Fen {
        Fen::new(self.paid.total.get() - self.counting().map(|refund| refund.ask.amount.get()).sum::<i64>())
    }

    /// What is to be given back of the fee when so much is refunded next: nothing is kept of what is fully refunded.
    fn fee_of(&self, amount: Fen) -> Fen {
        let returned: i64 = self.counting().map(|refund| refund.fee_returned.get()).sum();
        let kept = fee(self.paid.total).get() - returned;
        let to_keep = fee(Fen::new(self.left().get() - amount.get())).get();
        Fen::new((kept - to_keep).max(0))
    }

    fn counting(&self) -> impl Iterator<Item = &Refund> {
        self.refunds.iter().filter(|refund| refund.counts())
    }

    /// `PROCESSING` while any refund is; else where the latest stands.
    pub fn state(&self) -> &'static str {
        let processing = self.refunds.iter().find(|refund| refund.status() == Status::Processing);
        processing.or(self.refunds.last()).map_or(Status::Processing, Refund::status).as_str()
    }

    /// Further names that it is found by: the days on which money moved.
    pub fn handles(&self) -> Vec<Handle> {
        let mut handles = Vec::new();
        for refund in &self.refunds {
            let moved = [Some(refund.asked_at), refund.closed_at()].into_iter().flatten().map(Self::by_moved_on);
            handles.extend(moved);
        }
        // Several refunds on one day are one handle.
        let mut once = Vec::with_capacity(handles.len());
        for handle in handles {
            if !once.contains(&handle) {
                once.push(handle);
            }
        }
        once
    }

    /// The handle of all payments of which money was refunded, or a refund closed, on this Beijing day.
    pub fn by_moved_on(day: Moment) -> Handle {
        Handle::new("refunded_on", day.day())
    }

    /// When something happens by itself.
    pub fn next_due(&self) -> Option<Moment> {
        self.next_to_settle().map(Refund::settles_at)
    }

    fn next_to_settle(&self) -> Option<&Refund> {
        self.refunds.iter().filter(|refund| refund.status() == Status::Processing).min_by_key(|refund| refund.asked_at)
    }

    /// Takes an event in.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created => {}
            Event::Asked(refund) => self.refunds.push((**refund).clone()),
            Event::Settled { out_refund_no, change } => {
                let refund = self.refunds.iter_mut().find(|refund| refund.ask.out_refund_no == *out_refund_no);
                if let Some(refund) = refund {
                    refund.changes.push(*change);
                }
            }
        }
    }
}

impl From<Event> for RecordEvent {
    fn from(event: Event) -> Self {
        Self::Refunds(event)
    }
}

#[cfg(any(test, feature = "tables"))]
#[cfg_attr(not(test), allow(dead_code))]
pub(crate) mod table_tests;
#[cfg(test)]
mod tests;
