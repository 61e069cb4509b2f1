//! A service order as the rules tell it.

mod plans;
mod real;

pub(crate) use plans::{beginning, plan, setup};
pub(crate) use real::live;

use crate::driver::{CAP, Model, START, World, assess};
use crate::money::{Money, Standing};
use crate::when::When;
use payscore_domain::{Behaviour, Order, OrderEvent, Rejection};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Created,
    InUse,
    Owing,
    Settled,
    Cancelled(u8),
    Expired,
}

/// What a completion says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bill {
    price: i64,
    off: i64,
    total: i64,
    start: Option<When>,
    end: Option<When>,
    /// Which of the fields that decide nothing is there: 0 is none.
    more: u8,
}

impl Bill {
    fn altered(&self, which: u8) -> Self {
        match which % 7 {
            0 => Self { total: self.total + 1, ..self.clone() },
            1 => Self { price: self.price + 1, ..self.clone() },
            2 => Self { off: self.off + 1, ..self.clone() },
            3 => Self { end: self.end.map(When::earlier), ..self.clone() },
            4 => Self { start: self.start.map(When::earlier), ..self.clone() },
            _ => Self { more: (self.more + 1) % 4, ..self.clone() },
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
    Modify(Change),
    Remind(Reminding),
    Sync(i64),
    /// By the user.
    Pay,
    /// By the merchant, who asks for it.
    Collect,
    /// An acquiring institution deducts, under that number.
    Register(u8),
}

/// What a modification says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    price: i64,
    total: i64,
    /// Any other field.
    reason: u8,
}

/// What the user is told about a deduction to come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reminding {
    /// Of the two messages, the one with a week's notice.
    prepaid: bool,
    price: i64,
    total: i64,
    /// In a plan: so many days from the call.
    day: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Setup {
    /// Deductions do not come by themselves: an acquiring institution registers each.
    acquiring: bool,
    confirmed_by_user: bool,
    deposit: Option<i64>,
    /// None: the moment of acceptance.
    planned_start: Option<When>,
    planned_end: Option<When>,
    behaviour: Behaviour,
    bank_seconds: i64,
    in_progress: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct Life {
    setup: Setup,
    stage: Stage,
    /// When the package that counts was issued.
    package: i64,
    /// The start of use, once known.
    start: Option<When>,
    who: Option<u8>,
    bill: Option<Bill>,
    money: Option<Money>,
    change: Option<Change>,
    /// Numbers of deductions.
    registered: Vec<u8>,
    /// What was told: of the pending message, of the prepaid one.
    told: [Option<Reminding>; 2],
}

/// What lives have to come to.
pub(crate) const WANTED: &str = "\
CREATED USER_CONFIRM MCH_COMPLETE DONE REVOKED EXPIRED Again Confirm Decline Complete Cancel Sync Pay Modify Remind \
Collect Register DeductionNoUsed NotBelow PrepaidTooSoon AboveCap \
AssessmentFailed DeductionInFlight EndBeforeStart EndInFuture EndTimeMissing InvalidState NotAuthorized \
NotCancellable NotCompletable OrderCanceled OrderDone OtherUser OverdueOrders PackageExpired PaidInFuture \
PrecisionDiffers ReentryDiffers TeenMode TooManyOrders TotalMismatch";

const EXPIRY: i64 = START + 30 * 86_400;

impl Life {
    fn new(setup: &Setup) -> Result<Self, &'static str> {
        if matches!((setup.planned_start, setup.planned_end), (Some(start), Some(end)) if end.is_before(start)) {
            return Err("EndBeforeStart");
        }
        if setup.deposit.is_some_and(|deposit| deposit > CAP) {
            return Err("AboveCap");
        }
        let (stage, who) = if setup.confirmed_by_user { (Stage::Created, None) } else { (Stage::InUse, Some(0)) };
        if !setup.confirmed_by_user {
            match setup.behaviour {
                Behaviour::NotAuthorized => return Err("NotAuthorized"),
                other => assess(other, setup.in_progress)?,
            }
        }
        let start = setup.planned_start.or((stage == Stage::InUse).then_some(When::Second(START)));
        let (setup, bill, money, change, told) = (setup.clone(), None, None, None, [None, None]);
        let registered = Vec::new();
        Ok(Self { setup, stage, package: START, start, who, bill, money, change, registered, told })
    }

    fn payer(&self) -> Behaviour {
        self.behaviour_of(self.who.unwrap_or(0))
    }

    fn behaviour_of(&self, who: u8) -> Behaviour {
        if who == 0 { self.setup.behaviour } else { Behaviour::PaysAtOnce }
    }

    /// What a state says to a call that has no words of its own for it.
    fn refusal(&self) -> &'static str {
        match self.stage {
            Stage::Cancelled(_) => "OrderCanceled",
            Stage::Settled => "OrderDone",
            _ => "InvalidState",
        }
    }

    fn confirm(&mut self, who: u8, others: u32, now: i64) -> Result<(), &'static str> {
        match self.stage {
            Stage::Created if now - self.package > 3_600 => return Err("PackageExpired"),
            Stage::Created | Stage::InUse => {}
            _ => return Err(self.refusal()),
        }
        if self.who.is_some_and(|named| named != who) {
            return Err("OtherUser");
        }
        let behaviour = self.behaviour_of(who);
        if self.stage == Stage::InUse || behaviour == Behaviour::Declines {
            return Ok(());
        }
        assess(behaviour, others)?;
        (self.stage, self.who) = (Stage::InUse, Some(who));
        self.start = self.start.or(Some(When::Second(now)));
        Ok(())
    }

    fn decline(&self, who: u8) -> Result<(), &'static str> {
        match (self.stage, self.who) {
            (Stage::Created, Some(named)) if named != who => Err("OtherUser"),
            (Stage::Created, _) => Ok(()),
            _ => Err(self.refusal()),
        }
    }

    fn complete(&mut self, bill: &Bill, now: i64) -> Result<(), &'static str> {
        if bill.total != bill.price - bill.off || bill.total < 0 {
            return Err("TotalMismatch");
        }
        if matches!((bill.start, bill.end), (Some(start), Some(end)) if end.is_before(start)) {
            return Err("EndBeforeStart");
        }
        match self.stage {
            Stage::InUse => {}
            Stage::Owing | Stage::Settled if self.bill.as_ref() == Some(bill) => return Ok(()),
            Stage::Owing | Stage::Settled => return Err("ReentryDiffers"),
            _ => return Err("NotCompletable"),
        }
        self.check_period(bill, now)?;
        self.check_cap(bill.total)?;
        self.bill = Some(bill.clone());
        self.stage = Stage::Settled;
        if bill.total > 0 {
            self.stage = Stage::Owing;
            let (payer, bank_seconds) = (self.payer(), self.setup.bank_seconds);
            self.money = Some(match self.setup.acquiring {
                true => Money::unscheduled(bill.total, payer, bank_seconds),
                false => Money::owed(bill.total, payer, bank_seconds, now),
            });
            self.settle();
        }
        Ok(())
    }

    /// When the service was used: what completion says counts before what creation said.
    fn check_period(&self, bill: &Bill, now: i64) -> Result<(), &'static str> {
        let (start, end) = (bill.start.or(self.start), bill.end.or(self.setup.planned_end));
        let touched = bill.start.is_some() || bill.end.is_some();
        match (start, end) {
            (Some(start), Some(end)) if end.is_before(start) => Err("EndBeforeStart"),
            (_, None) => Err("EndTimeMissing"),
            (Some(start), Some(end)) if touched && !end.is_as_precise_as(start) => Err("PrecisionDiffers"),
            _ if bill.end.is_some_and(|end| When::Second(now).is_before(end)) => Err("EndInFuture"),
            _ => Ok(()),
        }
    }

    fn check_cap(&self, total: i64) -> Result<(), &'static str> {
        if total > self.setup.deposit.unwrap_or(CAP) { Err("AboveCap") } else { Ok(()) }
    }

    /// While the user has not paid, downwards, once.
    fn modify(&mut self, change: &Change) -> Result<(), &'static str> {
        check_sum(change.price, change.total)?;
        let refusal = self.refusal();
        match (self.stage, &mut self.money, &self.change) {
            (Stage::Owing | Stage::Settled, _, Some(earlier)) if earlier == change => return Ok(()),
            (Stage::Owing | Stage::Settled, _, Some(_)) => return Err("ReentryDiffers"),
            (Stage::Owing, Some(money), None) if money.at_the_bank() => return Err("DeductionInFlight"),
            (Stage::Owing, Some(money), None) if change.total >= money.total => return Err("NotBelow"),
            (Stage::Owing, Some(money), None) => money.total = change.total,
            _ => return Err(refusal),
        }
        if change.total == 0 {
            (self.stage, self.money) = (Stage::Settled, None);
        }
        self.change = Some(change.clone());
        Ok(())
    }

    /// Each of the two messages once, while the service is in use.
    fn remind(&mut self, reminding: &Reminding, now: i64) -> Result<(), &'static str> {
        check_sum(reminding.price, reminding.total)?;
        let which = usize::from(reminding.prepaid);
        match &self.told[which] {
            Some(earlier) if earlier == reminding => return Ok(()),
            Some(_) => return Err("ReentryDiffers"),
            None if self.stage != Stage::InUse => return Err(self.refusal()),
            None => {}
        }
        let notice = if reminding.prepaid { 7 } else { 0 };
        if reminding.day < When::today(now) + notice {
            return Err("PrepaidTooSoon");
        }
        self.check_cap(reminding.total)?;
        self.told[which] = Some(reminding.clone());
        Ok(())
    }

    /// A number serves for one deduction; the last one again is the same call again, unless it failed.
    fn register(&mut self, number: u8, now: i64) -> Result<(), &'static str> {
        let refusal = self.refusal();
        let again = self.registered.last() == Some(&number);
        match (self.stage, &mut self.money) {
            (Stage::Owing, Some(money)) if money.at_the_bank() && again => return Ok(()),
            (Stage::Owing, Some(money)) if money.at_the_bank() => return Err("DeductionInFlight"),
            (Stage::Owing, Some(_)) if self.registered.contains(&number) => return Err("DeductionNoUsed"),
            (Stage::Owing, Some(money)) => money.attempt(now),
            (Stage::Settled, Some(_)) if again => return Ok(()),
            _ => return Err(refusal),
        }
        self.registered.push(number);
        self.settle();
        Ok(())
    }

    fn collect(&mut self, now: i64) -> Result<(), &'static str> {
        self.check_no_deduction()?;
        match (self.stage, &mut self.money) {
            (Stage::Owing, Some(money)) => money.ask(now),
            _ => return Err(self.refusal()),
        }
        self.settle();
        Ok(())
    }

    fn settle(&mut self) {
        if self.stage == Stage::Owing && self.money.as_ref().is_some_and(Money::is_paid) {
            self.stage = Stage::Settled;
        }
    }

    fn check_no_deduction(&self) -> Result<(), &'static str> {
        let busy = self.stage == Stage::Owing && self.money.as_ref().is_some_and(Money::at_the_bank);
        if busy { Err("DeductionInFlight") } else { Ok(()) }
    }

    fn cancel(&mut self, reason: u8) -> Result<(), &'static str> {
        self.check_no_deduction()?;
        match self.stage {
            Stage::Created | Stage::InUse | Stage::Owing => {
                (self.stage, self.money) = (Stage::Cancelled(reason), None);
                Ok(())
            }
            Stage::Cancelled(earlier) if earlier == reason => Ok(()),
            Stage::Cancelled(_) => Err("ReentryDiffers"),
            Stage::Settled | Stage::Expired => Err("NotCancellable"),
        }
    }

    fn sync(&mut self, paid: i64, now: i64) -> Result<(), &'static str> {
        self.check_no_deduction()?;
        let refusal = self.refusal();
        match (self.stage, &mut self.money) {
            (Stage::Owing, Some(_)) if paid > now => Err("PaidInFuture"),
            (Stage::Owing, Some(money)) => {
                money.standing = Standing::PaidOutside(paid);
                self.stage = Stage::Settled;
                Ok(())
            }
            (Stage::Settled, Some(money)) if money.standing == Standing::PaidOutside(paid) => Ok(()),
            _ => Err(refusal),
        }
    }

    fn pay(&mut self) -> Result<(), &'static str> {
        self.check_no_deduction()?;
        let refusal = self.refusal();
        match (self.stage, &mut self.money) {
            (Stage::Owing, Some(money)) => {
                money.standing = Standing::Paid;
                self.stage = Stage::Settled;
                Ok(())
            }
            (Stage::Settled, Some(_)) => Ok(()),
            _ => Err(refusal),
        }
    }
}

fn check_sum(price: i64, total: i64) -> Result<(), &'static str> {
    if total == price && total >= 0 { Ok(()) } else { Err("TotalMismatch") }
}

impl Model for Life {
    type Plan = Call;
    type Call = Call;

    fn call(plan: &Call, now: i64) -> Call {
        match plan {
            Call::Complete(bill) => {
                let absolute = |ago: Option<When>| ago.map(|ago| ago.ago(now));
                Call::Complete(Bill { start: absolute(bill.start), end: absolute(bill.end), ..bill.clone() })
            }
            Call::Sync(ago) => Call::Sync(now - ago),
            Call::Remind(plan) => Call::Remind(Reminding { day: When::today(now) + plan.day, ..plan.clone() }),
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
            Call::Modify(change) => Call::Modify(match which % 3 {
                0 => Change { total: change.total - 1, ..change.clone() },
                1 => Change { price: change.price - 1, total: change.total - 1, ..change.clone() },
                _ => Change { reason: change.reason + 1, ..change.clone() },
            }),
            Call::Remind(plan) => Call::Remind(match which % 3 {
                0 => Reminding { day: plan.day + 1, ..plan.clone() },
                1 => Reminding { price: plan.price + 1, total: plan.total + 1, ..plan.clone() },
                _ => Reminding { prepaid: !plan.prepaid, ..plan.clone() },
            }),
            Call::Register(number) => Call::Register(number + 1),
            Call::Pay | Call::Collect => call.clone(),
        }
    }

    fn decide(&self, call: &Call, now: i64) -> Result<Self, &'static str> {
        let mut next = self.clone();
        match call {
            Call::Again(Some(_)) => return Err("ReentryDiffers"),
            Call::Again(None) => {
                if self.stage == Stage::Created && now - self.package > 3_600 {
                    next.package = now;
                }
            }
            Call::Confirm(who, others) => next.confirm(*who, *others, now)?,
            Call::Decline(who) => next.decline(*who)?,
            Call::Complete(bill) => next.complete(bill, now)?,
            Call::Cancel(reason) => next.cancel(*reason)?,
            Call::Sync(paid) => next.sync(*paid, now)?,
            Call::Modify(change) => next.modify(change)?,
            Call::Remind(reminding) => next.remind(reminding, now)?,
            Call::Pay => next.pay()?,
            Call::Collect => next.collect(now)?,
            Call::Register(number) => next.register(*number, now)?,
        }
        Ok(next)
    }

    fn counts_anew(call: &Call) -> bool {
        matches!(call, Call::Collect | Call::Register(_))
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
            Stage::InUse => "USER_CONFIRM",
            Stage::Owing => "MCH_COMPLETE",
            Stage::Settled => "DONE",
            Stage::Cancelled(_) => "REVOKED",
            Stage::Expired => "EXPIRED",
        }
    }

    fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Settled | Stage::Cancelled(_) | Stage::Expired)
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
