//! Collecting what a completed order costs: deductions by schedule, by the user's hand, or outside WeChat Pay.

use crate::context::Context;
use crate::fen::Fen;
use crate::ids::TransactionId;
use crate::moment::Moment;
use crate::rejection::Rejection;
use crate::user::Behaviour;
use serde::{Deserialize, Serialize};

/// Seconds between a failed deduction and the next; the last one repeats for as long as the order is unpaid.
/// Upstream publishes no schedule: see docs/fidelity.md.
pub const RETRY_AFTER: [i64; 6] = [5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600, 24 * 3600];

/// The money of a completed order that costs something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// What is to be collected.
    pub total: Fen,
    /// Deductions made so far.
    pub attempts: u32,
    /// How many of them the merchant asked for, besides the schedule.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub asked: u32,
    /// While such a one is under way: when the schedule goes on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resumes: Option<Moment>,
    /// Whether there is no schedule: each deduction is made when the merchant registers it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub unscheduled: bool,
    /// How it stands.
    pub progress: Progress,
}

/// How a collection stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// The user owes; the next deduction starts then.
    Waiting {
        /// When the next deduction starts.
        next_attempt: Moment,
    },
    /// A deduction is on its way to the bank, whose answer comes then.
    InFlight {
        /// When the bank answers.
        settles: Moment,
    },
    /// Collected.
    Paid(Receipt),
}

/// How an order was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// When.
    pub paid_time: Moment,
    /// Through what.
    pub channel: Channel,
}

/// The two ways in which money reaches the merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Through WeChat Pay (`paid_type` NEWTON).
    Wechat {
        /// The payment's number.
        transaction_id: TransactionId,
    },
    /// Outside WeChat Pay, as the merchant says (`paid_type` MCH).
    Merchant,
}

/// What can happen to a collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum CollectionEvent {
    /// The merchant asked for a deduction now: the next one is not of the schedule.
    Asked,
    /// A deduction went to the bank.
    Started {
        /// Its number, from 1.
        attempt: u32,
        /// When the bank answers.
        settles: Moment,
    },
    /// A deduction found no money.
    Failed {
        /// Its number, from 1.
        attempt: u32,
        /// When the next one starts.
        next_attempt: Moment,
    },
    /// The money is there.
    Paid {
        /// Its number where a deduction brought it.
        attempt: Option<u32>,
        /// How.
        receipt: Receipt,
    },
}

impl Collection {
    /// A collection of `total` whose first deduction is due at once.
    pub fn new(total: Fen, now: Moment) -> Self {
        Self {
            total,
            attempts: 0,
            asked: 0,
            resumes: None,
            unscheduled: false,
            progress: Progress::Waiting { next_attempt: now },
        }
    }

    /// The same, without a schedule where the merchant registers each deduction.
    #[must_use]
    pub fn unscheduled_if(mut self, unscheduled: bool) -> Self {
        self.unscheduled = unscheduled;
        self
    }

    /// When something happens by itself.
    pub fn next_due(&self) -> Option<Moment> {
        match self.progress {
            Progress::Waiting { .. } if self.unscheduled => None,
            Progress::Waiting { next_attempt } => Some(next_attempt),
            Progress::InFlight { settles } => Some(settles),
            Progress::Paid(_) => None,
        }
    }

    /// The receipt, once paid.
    pub fn receipt(&self) -> Option<&Receipt> {
        match &self.progress {
            Progress::Paid(receipt) => Some(receipt),
            _ => None,
        }
    }

    /// Starts a deduction, and settles it where the bank answers at once.
    pub fn deduct(&self, payer: Behaviour, ctx: &Context) -> CollectionEvent {
        let attempt = self.attempts + 1;
        if ctx.deduction_seconds > 0 {
            return CollectionEvent::Started { attempt, settles: ctx.now.plus(ctx.deduction_seconds) };
        }
        self.settle(attempt, payer, ctx)
    }

    /// The merchant asks for a deduction now; what comes of it is the second event.
    pub fn ask(&self, payer: Behaviour, ctx: &Context) -> Result<[CollectionEvent; 2], Rejection> {
        self.check_not_in_flight()?;
        if self.receipt().is_some() {
            return Err(Rejection::OrderDone);
        }
        let mut asked = self.clone();
        asked.apply(&CollectionEvent::Asked);
        Ok([CollectionEvent::Asked, asked.deduct(payer, ctx)])
    }

    /// What is due by now, one step.
    pub fn on_due(&self, payer: Behaviour, ctx: &Context) -> Option<CollectionEvent> {
        match self.progress {
            Progress::Waiting { next_attempt } if !self.unscheduled && next_attempt <= ctx.now => {
                Some(self.deduct(payer, ctx))
            }
            Progress::InFlight { settles } if settles <= ctx.now => Some(self.settle(self.attempts, payer, ctx)),
            _ => None,
        }
    }

    /// The user pays on the phone. `Ok(None)`: already paid.
    pub fn pay_by_hand(&self, ctx: &Context) -> Result<Option<CollectionEvent>, Rejection> {
        match self.progress {
            Progress::Waiting { .. } => Ok(Some(CollectionEvent::Paid { attempt: None, receipt: wechat_receipt(ctx) })),
            Progress::InFlight { .. } => Err(Rejection::DeductionInFlight),
            Progress::Paid(_) => Ok(None),
        }
    }

    /// The merchant was paid outside WeChat Pay, and says when. `Ok(None)`: it said the same before.
    pub fn pay_outside(&self, paid_time: Moment, ctx: &Context) -> Result<Option<CollectionEvent>, Rejection> {
        let receipt = Receipt { paid_time, channel: Channel::Merchant };
        match &self.progress {
            Progress::Paid(earlier) if *earlier == receipt => return Ok(None),
            Progress::Paid(_) => return Err(Rejection::OrderDone),
            Progress::InFlight { .. } => return Err(Rejection::DeductionInFlight),
            Progress::Waiting { .. } => {}
        }
        if paid_time > ctx.now {
            return Err(Rejection::PaidInFuture { paid_time: paid_time.compact() });
        }
        Ok(Some(CollectionEvent::Paid { attempt: None, receipt }))
    }

    /// Refuses while the bank has not answered: the outcome is open.
    pub fn check_not_in_flight(&self) -> Result<(), Rejection> {
        match self.progress {
            Progress::InFlight { .. } => Err(Rejection::DeductionInFlight),
            _ => Ok(()),
        }
    }

    /// The bank answers. One that the merchant asked for leaves the schedule as it was.
    fn settle(&self, attempt: u32, payer: Behaviour, ctx: &Context) -> CollectionEvent {
        if payer.pays_on(attempt) {
            return CollectionEvent::Paid { attempt: Some(attempt), receipt: wechat_receipt(ctx) };
        }
        let next_attempt = self.resumes.map_or_else(
            || {
                let index = usize::try_from(attempt.saturating_sub(self.asked + 1)).unwrap_or(usize::MAX);
                let wait = RETRY_AFTER.get(index).or(RETRY_AFTER.last()).copied().unwrap_or(24 * 3600);
                ctx.now.plus(wait)
            },
            |resumes| resumes.max(ctx.now),
        );
        CollectionEvent::Failed { attempt, next_attempt }
    }

    /// Takes an event in.
    pub fn apply(&mut self, event: &CollectionEvent) {
        match event {
            CollectionEvent::Asked => {
                self.asked += 1;
                self.resumes = self.next_due();
            }
            CollectionEvent::Started { attempt, settles } => {
                self.attempts = *attempt;
                self.progress = Progress::InFlight { settles: *settles };
            }
            CollectionEvent::Failed { attempt, next_attempt } => {
                self.attempts = *attempt;
                self.resumes = None;
                self.progress = Progress::Waiting { next_attempt: *next_attempt };
            }
            CollectionEvent::Paid { attempt, receipt } => {
                self.attempts = attempt.unwrap_or(self.attempts);
                self.resumes = None;
                self.progress = Progress::Paid(receipt.clone());
            }
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

fn wechat_receipt(ctx: &Context) -> Receipt {
    let channel = Channel::Wechat { transaction_id: ctx.draw.transaction_id(ctx.now) };
    Receipt { paid_time: ctx.now, channel }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOON, at, at_slow_bank};

    #[test]
    fn deductions_follow_the_schedule_and_its_last_wait_repeats() {
        let mut collection = Collection::new(Fen::new(1), NOON);
        let mut elapsed = 0;
        for wait in RETRY_AFTER.iter().chain(&[24 * 3600, 24 * 3600]) {
            let due = at(elapsed);
            let event = collection.on_due(Behaviour::NeverHasBalance, &due).expect("due");
            collection.apply(&event);
            elapsed += wait;
            assert_eq!(collection.next_due(), Some(NOON.plus(elapsed)));
            assert_eq!(collection.on_due(Behaviour::NeverHasBalance, &at(elapsed - 1)), None);
        }
        assert_eq!(collection.attempts, 8);
    }

    /// Owes since noon; the first deduction failed, the second is due in five minutes.
    fn owed() -> Collection {
        let mut collection = Collection::new(Fen::new(1), NOON);
        collection.apply(&collection.deduct(Behaviour::NeverHasBalance, &at(0)));
        collection
    }

    #[test]
    fn a_deduction_that_the_merchant_asks_for_leaves_the_schedule_alone() {
        let mut collection = owed();
        for event in collection.ask(Behaviour::NeverHasBalance, &at(60)).expect("nothing is under way") {
            collection.apply(&event);
        }
        assert_eq!((collection.attempts, collection.asked), (2, 1));
        assert_eq!(collection.next_due(), Some(NOON.plus(RETRY_AFTER[0])), "as before");
        let due = at(RETRY_AFTER[0]);
        collection.apply(&collection.on_due(Behaviour::NeverHasBalance, &due).expect("due"));
        assert_eq!(
            collection.next_due(),
            Some(NOON.plus(RETRY_AFTER[0] + RETRY_AFTER[1])),
            "the second of the schedule"
        );
    }

    #[test]
    fn it_counts_as_an_attempt_all_the_same() {
        let mut collection = owed();
        for _ in 0..2 {
            for event in collection.ask(Behaviour::PaysOnThirdAttempt, &at(60)).expect("nothing is under way") {
                collection.apply(&event);
            }
        }
        assert!(collection.receipt().is_some(), "the third attempt of them all");
        assert_eq!(collection.ask(Behaviour::PaysAtOnce, &at(60)), Err(Rejection::OrderDone));
    }

    #[test]
    fn a_slow_bank_holds_the_schedule_until_it_has_answered() {
        let mut collection = owed();
        let slow = at_slow_bank(RETRY_AFTER[0] - 1, 600);
        for event in collection.ask(Behaviour::NeverHasBalance, &slow).expect("nothing is under way") {
            collection.apply(&event);
        }
        let settles = RETRY_AFTER[0] - 1 + 600;
        assert_eq!(collection.next_due(), Some(NOON.plus(settles)));
        assert_eq!(collection.ask(Behaviour::NeverHasBalance, &slow), Err(Rejection::DeductionInFlight));
        collection.apply(&collection.on_due(Behaviour::NeverHasBalance, &at(settles)).expect("due"));
        assert_eq!(collection.next_due(), Some(NOON.plus(settles)), "what the schedule missed comes at once");
        assert_eq!(collection.resumes, None);
    }
}
