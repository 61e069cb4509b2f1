//! A smart-retail or pay-after order as the rules tell it.

mod plans;
mod real;

pub(crate) use plans::{beginning, plan, setup};
pub(crate) use real::live;

use crate::driver::{CAP, Model, START, World, assess};
use crate::money::{Money, Standing};
use payscore_domain::retail::RetailKind;
use payscore_domain::{Behaviour, Order, OrderEvent, Rejection};

#[derive(Debug, Clone, PartialEq)]
enum Stage {
    Created,
    Accepted,
    Finished,
    Paid,
    /// Before the confirmation, for that reason.
    Cancelled(u8),
    Unused,
    Expired,
}

/// What a completion says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bill {
    used: bool,
    reason: bool,
    fee: i64,
    total: i64,
    end: Option<i64>,
    right_ticket: bool,
    /// Whether a field is there that decides nothing.
    more: bool,
}

impl Bill {
    fn altered(&self, which: u8) -> Self {
        match which % 6 {
            0 => Self { total: self.total + 1, ..self.clone() },
            1 => Self { fee: self.fee + 1, ..self.clone() },
            2 => Self { used: !self.used, ..self.clone() },
            3 => Self { end: self.end.map(|end| end - 1), ..self.clone() },
            4 => Self { right_ticket: !self.right_ticket, ..self.clone() },
            _ => Self { more: !self.more, ..self.clone() },
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Call {
    /// The creation again, with the n-th parameter altered.
    Again(Option<u8>),
    /// By that user, who has so many others in progress.
    Confirm(u8, u32),
    Decline(u8),
    Complete(Bill),
    Cancel(u8),
    Pay,
    /// Paid elsewhere, then.
    Sync(i64),
}

#[derive(Debug, Clone)]
pub(crate) struct Setup {
    kind: RetailKind,
    confirmed_by_user: bool,
    risk: Option<i64>,
    behaviour: Behaviour,
    bank_seconds: i64,
    in_progress: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct Life {
    setup: Setup,
    stage: Stage,
    start: i64,
    who: Option<u8>,
    bill: Option<Bill>,
    money: Option<Money>,
}

/// What lives have to come to.
pub(crate) const WANTED: &str = "\
CREATED USER_ACCEPTED FINISHED USER_PAID REVOKED EXPIRED Again Confirm Decline Complete Cancel Pay Sync PaidInFuture AboveCap \
AssessmentFailed CancelReasonMissing DeductionInFlight EndBeforeStart EndInFuture EndTimeMissing FinishTicketWrong \
InvalidState NotAuthorized NotCancellable NotCompletable OrderCanceled OrderDone OtherUser OverdueOrders \
ReentryDiffers TeenMode TooManyOrders TotalMismatch UnusedButCharged";

const EXPIRY: i64 = START + 3_600;

impl Life {
    fn new(setup: &Setup) -> Result<Self, &'static str> {
        if setup.risk.is_some_and(|risk| risk > CAP) {
            return Err("AboveCap");
        }
        let (stage, who) = if setup.confirmed_by_user { (Stage::Created, None) } else { (Stage::Accepted, Some(0)) };
        if !setup.confirmed_by_user {
            match setup.behaviour {
                Behaviour::NotAuthorized => return Err("NotAuthorized"),
                other => assess(other, setup.in_progress)?,
            }
        }
        Ok(Self { setup: setup.clone(), stage, start: START, who, bill: None, money: None })
    }

    fn behaviour_of(&self, who: u8) -> Behaviour {
        if who == 0 { self.setup.behaviour } else { Behaviour::PaysAtOnce }
    }

    /// What a state says to a call that has no words of its own for it.
    fn refusal(&self) -> &'static str {
        match self.stage {
            Stage::Cancelled(_) | Stage::Unused => "OrderCanceled",
            Stage::Paid => "OrderDone",
            _ => "InvalidState",
        }
    }

    fn confirm(&mut self, who: u8, others: u32, now: i64) -> Result<(), &'static str> {
        if !matches!(self.stage, Stage::Created | Stage::Accepted) {
            return Err(self.refusal());
        }
        if self.who.is_some_and(|named| named != who) {
            return Err("OtherUser");
        }
        let behaviour = self.behaviour_of(who);
        if self.stage == Stage::Accepted || behaviour == Behaviour::Declines {
            return Ok(());
        }
        assess(behaviour, others)?;
        (self.stage, self.who, self.start) = (Stage::Accepted, Some(who), now);
        Ok(())
    }

    fn complete(&mut self, bill: &Bill, now: i64) -> Result<(), &'static str> {
        if bill.total != bill.fee || bill.total < 0 {
            return Err("TotalMismatch");
        }
        if !bill.used && !bill.reason {
            return Err("CancelReasonMissing");
        }
        if !bill.used && bill.total > 0 {
            return Err("UnusedButCharged");
        }
        match (&self.stage, &self.bill) {
            (Stage::Accepted, _) => {}
            (_, Some(earlier)) if earlier == bill => return Ok(()),
            (_, Some(_)) => return Err("ReentryDiffers"),
            _ => return Err("NotCompletable"),
        }
        match bill.end {
            _ if !bill.used => {}
            None => return Err("EndTimeMissing"),
            Some(end) if end < self.start => return Err("EndBeforeStart"),
            Some(end) if end > now => return Err("EndInFuture"),
            Some(_) => {}
        }
        if bill.total > self.setup.risk.unwrap_or(CAP) {
            return Err("AboveCap");
        }
        if !bill.right_ticket {
            return Err("FinishTicketWrong");
        }
        self.bill = Some(bill.clone());
        self.stage = if bill.used { Stage::Paid } else { Stage::Unused };
        if bill.total > 0 {
            let payer = self.behaviour_of(self.who.unwrap_or(0));
            self.stage = Stage::Finished;
            self.money = Some(Money::owed(bill.total, payer, self.setup.bank_seconds, now));
            self.settle();
        }
        Ok(())
    }

    fn settle(&mut self) {
        if self.stage == Stage::Finished && self.money.as_ref().is_some_and(Money::is_paid) {
            self.stage = Stage::Paid;
        }
    }

    fn pay(&mut self) -> Result<(), &'static str> {
        let refusal = self.refusal();
        match (&self.stage, &mut self.money) {
            (Stage::Finished, Some(money)) if money.at_the_bank() => Err("DeductionInFlight"),
            (Stage::Finished, Some(money)) => {
                money.standing = Standing::Paid;
                self.stage = Stage::Paid;
                Ok(())
            }
            (Stage::Paid, Some(_)) => Ok(()),
            _ => Err(refusal),
        }
    }

    fn sync(&mut self, paid: i64, now: i64) -> Result<(), &'static str> {
        let refusal = self.refusal();
        match (&self.stage, &mut self.money) {
            (Stage::Finished, Some(money)) if money.at_the_bank() => Err("DeductionInFlight"),
            (Stage::Finished, Some(_)) if paid > now => Err("PaidInFuture"),
            (Stage::Finished, Some(money)) => {
                money.standing = Standing::PaidOutside(paid);
                self.stage = Stage::Paid;
                Ok(())
            }
            (Stage::Paid, Some(money)) if money.standing == Standing::PaidOutside(paid) => Ok(()),
            _ => Err(refusal),
        }
    }
}

impl Model for Life {
    type Plan = Call;
    type Call = Call;

    fn call(plan: &Call, now: i64) -> Call {
        match plan {
            Call::Complete(bill) => Call::Complete(Bill { end: bill.end.map(|ago| now - ago), ..bill.clone() }),
            Call::Sync(ago) => Call::Sync(now - ago),
            other => other.clone(),
        }
    }

    fn altered(call: &Call, which: u8) -> Call {
        match call {
            Call::Again(_) => Call::Again(Some(which)),
            Call::Confirm(who, others) => Call::Confirm(1 - who, *others),
            Call::Decline(who) => Call::Decline(1 - who),
            Call::Complete(bill) => Call::Complete(bill.altered(which)),
            Call::Cancel(reason) => Call::Cancel(reason + 1),
            Call::Sync(paid) => Call::Sync(paid - 1),
            Call::Pay => Call::Pay,
        }
    }

    fn decide(&self, call: &Call, now: i64) -> Result<Self, &'static str> {
        let mut next = self.clone();
        match call {
            Call::Again(None) => {}
            Call::Again(Some(_)) => return Err("ReentryDiffers"),
            Call::Confirm(who, others) => next.confirm(*who, *others, now)?,
            Call::Decline(who) => match (&self.stage, self.who) {
                (Stage::Created, Some(named)) if named != *who => return Err("OtherUser"),
                (Stage::Created, _) => {}
                _ => return Err(self.refusal()),
            },
            Call::Complete(bill) => next.complete(bill, now)?,
            Call::Cancel(reason) => match self.stage {
                Stage::Created => next.stage = Stage::Cancelled(*reason),
                Stage::Cancelled(earlier) if earlier == *reason => {}
                Stage::Cancelled(_) => return Err("ReentryDiffers"),
                _ => return Err("NotCancellable"),
            },
            Call::Pay => next.pay()?,
            Call::Sync(paid) => next.sync(*paid, now)?,
        }
        Ok(next)
    }

    fn pass(&mut self, now: i64) {
        if self.stage == Stage::Created && now >= EXPIRY {
            self.stage = Stage::Expired;
        }
        if let Some(money) = &mut self.money {
            money.pass(now);
        }
        self.settle();
    }

    fn state(&self) -> &'static str {
        match self.stage {
            Stage::Created => "CREATED",
            Stage::Accepted => "USER_ACCEPTED",
            Stage::Finished => "FINISHED",
            Stage::Paid => "USER_PAID",
            Stage::Cancelled(_) | Stage::Unused => "REVOKED",
            Stage::Expired => "EXPIRED",
        }
    }

    fn is_over(&self) -> bool {
        !matches!(self.stage, Stage::Created | Stage::Accepted | Stage::Finished)
    }

    fn money(&self) -> Option<&Money> {
        self.money.as_ref()
    }

    fn due(&self) -> Option<i64> {
        if self.stage == Stage::Created { Some(EXPIRY) } else { self.money.as_ref().and_then(Money::due) }
    }

    fn ask(order: &Order, call: &Call, world: &World) -> Result<Vec<OrderEvent>, Rejection> {
        real::ask(order, call, world)
    }
}
