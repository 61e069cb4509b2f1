//! A smart-retail order as the rules tell it.

use crate::driver::{self, CAP, Model, START, Step, World, assess, behaviour, candidate, in_progress};
use crate::money::{Money, Standing};
use crate::runner::Tally;
use payscore_domain::charges::Payment;
use payscore_domain::smart_retail::{self, *};
use payscore_domain::{Behaviour, Moment, Order, OrderEvent, OrderKey, Rejection, Service, ServiceKind, ServiceTime};
use proptest::prelude::*;

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
}

#[derive(Debug, Clone)]
pub(crate) struct Setup {
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
CREATED USER_ACCEPTED FINISHED USER_PAID REVOKED EXPIRED Again Confirm Decline Complete Cancel Pay AboveCap \
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
}

impl Model for Life {
    type Plan = Call;
    type Call = Call;

    fn call(plan: &Call, now: i64) -> Call {
        match plan {
            Call::Complete(bill) => Call::Complete(Bill { end: bill.end.map(|ago| now - ago), ..bill.clone() }),
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
        let Order::SmartRetail(inner) = order else { panic!("a smart-retail order") };
        let ctx = world.context();
        let events = match call {
            Call::Again(altered) => recreate(inner, &again(&inner.terms, *altered)),
            Call::Confirm(who, others) => return order.confirm(&candidate(&world.user(*who), *others), &ctx),
            Call::Decline(who) => return order.decline(&world.user(*who)),
            Call::Complete(bill) => {
                let service = service(inner.terms.need_user_confirm);
                complete(inner, &completion(inner, bill), &service, world.payer(order), &ctx)
            }
            Call::Cancel(reason) => cancel(inner, &Cancel { reason: format!("reason {reason}") }),
            Call::Pay => return order.pay(&ctx),
        };
        events.map(|events| events.into_iter().map(OrderEvent::SmartRetail).collect())
    }
}

fn service(needs_user_confirm: bool) -> Service {
    Service { service_id: "s".into(), kind: ServiceKind::SmartRetail, risk_cap: CAP.into(), needs_user_confirm }
}

/// The creation's terms once more, or all but one of them.
fn again(terms: &Terms, altered: Option<u8>) -> Terms {
    let mut terms = terms.clone();
    let other = || Some("other".to_owned());
    match altered.map(|which| which % 6) {
        None => {}
        Some(0) => terms.attach = other(),
        Some(1) => terms.service_introduction = other(),
        Some(2) => terms.service_start_location = other(),
        Some(3) => terms.fees.push(Payment { name: other(), ..Payment::default() }),
        Some(4) => terms.openid = Some("o-other".into()),
        Some(_) => terms.service_end_location = other(),
    }
    terms
}

fn completion(order: &SmartRetailOrder, bill: &Bill) -> Complete {
    Complete {
        at: Moment::from_unix(0),
        finish_type: if bill.used { FinishType::Used } else { FinishType::NotUsed },
        cancel_reason: bill.reason.then(|| "nothing taken".into()),
        real_service_start_time: None,
        real_service_end_time: bill.end.map(|end| ServiceTime::Second(Moment::from_unix(end))),
        real_service_end_location: None,
        fees: vec![Payment { name: Some("f".into()), amount: Some(bill.fee.into()), ..Payment::default() }],
        discounts: Vec::new(),
        total_amount: bill.total.into(),
        finish_ticket: if bill.right_ticket { order.finish_ticket.clone() } else { "guessed".into() },
        profit_sharing: bill.more.then_some(true),
    }
}

fn terms(setup: &Setup) -> Terms {
    Terms {
        key: OrderKey::new("m", "o"),
        appid: "a".into(),
        service_id: "s".into(),
        service_start_time: Some(ServiceTime::OnAccept),
        service_end_time: None,
        service_start_location: None,
        service_end_location: None,
        service_introduction: None,
        fees: Vec::new(),
        discounts: Vec::new(),
        risk_amount: setup.risk.map(Into::into),
        attach: None,
        need_user_confirm: setup.confirmed_by_user,
        openid: (!setup.confirmed_by_user).then(|| "o-0".into()),
    }
}

pub(crate) fn setup() -> impl Strategy<Value = Setup> {
    let risk = prop::option::of(prop_oneof![Just(1), Just(500), Just(CAP), 1_i64..CAP, Just(CAP + 1)]);
    let bank_seconds = prop_oneof![2 => Just(0_i64), 1 => 1_i64..600];
    let user = (behaviour(), in_progress());
    (prop::bool::weighted(0.7), risk, user, bank_seconds).prop_map(
        |(confirmed_by_user, risk, (behaviour, in_progress), bank_seconds)| Setup {
            confirmed_by_user,
            risk,
            behaviour,
            bank_seconds,
            in_progress,
        },
    )
}

/// Confirmed and completed, as most orders are.
pub(crate) fn beginning() -> Vec<Call> {
    let (used, reason, right_ticket, more) = (true, false, true, false);
    let bill = Bill { used, reason, fee: 1, total: 1, end: Some(0), right_ticket, more };
    vec![Call::Confirm(0, 0), Call::Complete(bill)]
}

/// Times in plans are seconds before the call.
pub(crate) fn plan() -> impl Strategy<Value = Call> {
    let who = || prop_oneof![4 => Just(0_u8), 1 => Just(1_u8)];
    let fee = prop_oneof![2 => Just(0_i64), 1 => Just(500), 1 => Just(501), 2 => 0_i64..2_000, 1 => CAP..CAP + 3];
    let slip = prop_oneof![8 => Just(0_i64), 1 => Just(1_i64), 1 => Just(-1_i64)];
    let end = prop_oneof![1 => Just(None), 4 => (-2_i64..30).prop_map(Some), 1 => (0_i64..5_000).prop_map(Some)];
    let flags = (prop::bool::weighted(0.7), prop::bool::weighted(0.8), prop::bool::weighted(0.9), any::<bool>());
    let bill = (fee, slip, end, flags).prop_map(|(fee, slip, end, (used, reason, right_ticket, more))| {
        let total = fee + slip;
        Bill { used, reason, fee, total, end, right_ticket, more }
    });
    prop_oneof![
        1 => prop::option::of(any::<u8>()).prop_map(Call::Again),
        3 => (who(), in_progress()).prop_map(|(who, others)| Call::Confirm(who, others)),
        1 => who().prop_map(Call::Decline),
        5 => bill.prop_map(Call::Complete),
        1 => (0_u8..2).prop_map(Call::Cancel),
        1 => Just(Call::Pay),
    ]
}

pub(crate) fn live(setup: &Setup, steps: &[Step<Call>], tally: &mut Tally) -> Result<(), TestCaseError> {
    let mut world = World { behaviour: setup.behaviour, bank_seconds: setup.bank_seconds, now: START, draws: 1 };
    let user = world.user(0);
    let order = smart_retail::create(
        terms(setup),
        &service(setup.confirmed_by_user),
        Some(&candidate(&user, setup.in_progress)),
        &world.context(),
    );
    match (Life::new(setup), order) {
        (Ok(model), Ok(order)) => driver::live(model, Order::SmartRetail(Box::new(order)), &mut world, steps, tally),
        (Err(name), Err(rejection)) => {
            prop_assert!(format!("{rejection:?}").starts_with(name), "{rejection:?}, the model says {name}");
            tally.see(name);
            Ok(())
        }
        (model, order) => Err(TestCaseError::fail(format!("{order:?}, the model says {model:?}"))),
    }
}
