//! A service order as the rules tell it.

use crate::driver::{self, CAP, Model, START, Step, World, assess, behaviour, candidate, in_progress};
use crate::money::{Money, Standing};
use crate::runner::Tally;
use payscore_domain::charges::{Discount, Payment};
use payscore_domain::service_order::{self, *};
use payscore_domain::{Behaviour, Moment, Order, OrderEvent, OrderKey, Rejection, Service, ServiceKind, ServiceTime};
use proptest::prelude::*;

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
    end: Option<i64>,
    /// Which of the fields that decide nothing is there: 0 is none.
    more: u8,
}

impl Bill {
    fn altered(&self, which: u8) -> Self {
        match which % 6 {
            0 => Self { total: self.total + 1, ..self.clone() },
            1 => Self { price: self.price + 1, ..self.clone() },
            2 => Self { off: self.off + 1, ..self.clone() },
            3 => Self { end: self.end.map(|end| end - 1), ..self.clone() },
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
    Sync(i64),
    Pay,
}

#[derive(Debug, Clone)]
pub(crate) struct Setup {
    confirmed_by_user: bool,
    deposit: Option<i64>,
    planned_end: Option<i64>,
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
    /// The start of use: the moment of acceptance.
    start: i64,
    who: Option<u8>,
    bill: Option<Bill>,
    money: Option<Money>,
}

/// What lives have to come to.
pub(crate) const WANTED: &str = "\
CREATED USER_CONFIRM MCH_COMPLETE DONE REVOKED EXPIRED Again Confirm Decline Complete Cancel Sync Pay AboveCap \
AssessmentFailed DeductionInFlight EndBeforeStart EndInFuture EndTimeMissing InvalidState NotAuthorized \
NotCancellable NotCompletable OrderCanceled OrderDone OtherUser OverdueOrders PackageExpired PaidInFuture \
ReentryDiffers TeenMode TooManyOrders TotalMismatch";

const EXPIRY: i64 = START + 30 * 86_400;

impl Life {
    fn new(setup: &Setup) -> Result<Self, &'static str> {
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
        Ok(Self { setup: setup.clone(), stage, package: START, start: START, who, bill: None, money: None })
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
        (self.stage, self.who, self.start) = (Stage::InUse, Some(who), now);
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
        match self.stage {
            Stage::InUse => {}
            Stage::Owing | Stage::Settled if self.bill.as_ref() == Some(bill) => return Ok(()),
            Stage::Owing | Stage::Settled => return Err("ReentryDiffers"),
            _ => return Err("NotCompletable"),
        }
        match bill.end.or(self.setup.planned_end) {
            None => return Err("EndTimeMissing"),
            Some(end) if end < self.start => return Err("EndBeforeStart"),
            Some(_) if bill.end.is_some_and(|end| end > now) => return Err("EndInFuture"),
            Some(_) => {}
        }
        if bill.total > self.setup.deposit.unwrap_or(CAP) {
            return Err("AboveCap");
        }
        self.bill = Some(bill.clone());
        self.stage = Stage::Settled;
        if bill.total > 0 {
            self.stage = Stage::Owing;
            self.money = Some(Money::owed(bill.total, self.payer(), self.setup.bank_seconds, now));
            self.settle();
        }
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
        let Order::Service(inner) = order else { panic!("a service order") };
        let ctx = world.context();
        let events = match call {
            Call::Again(altered) => recreate(inner, &again(&inner.terms, *altered), &ctx),
            Call::Confirm(who, others) => return order.confirm(&candidate(&world.user(*who), *others), &ctx),
            Call::Decline(who) => return order.decline(&world.user(*who)),
            Call::Complete(bill) => {
                let service = service(inner.terms.need_user_confirm);
                complete(inner, &completion(bill), &service, world.payer(order), &ctx)
            }
            Call::Cancel(reason) => cancel(inner, &Cancel { reason: format!("reason {reason}") }),
            Call::Sync(paid) => sync(inner, &Sync { paid_time: Moment::from_unix(*paid) }, &ctx),
            Call::Pay => return order.pay(&ctx),
        };
        events.map(|events| events.into_iter().map(OrderEvent::Service).collect())
    }
}

fn service(needs_user_confirm: bool) -> Service {
    Service { service_id: "s".into(), kind: ServiceKind::ServiceOrder, risk_cap: CAP.into(), needs_user_confirm }
}

/// The creation's terms once more, or all but one of them.
fn again(terms: &Terms, altered: Option<u8>) -> Terms {
    let mut terms = terms.clone();
    let other = || Some("other".to_owned());
    match altered.map(|which| which % 9) {
        None => {}
        Some(0) => terms.attach = other(),
        Some(1) => terms.notify_url.push('x'),
        Some(2) => terms.service_introduction.push('x'),
        Some(3) => terms.location.start = other(),
        Some(4) => terms.device = Some(Device { materiel_no: other(), ..Device::default() }),
        Some(5) => terms.time_range.start_remark = other(),
        Some(6) => terms.payments.push(Payment { name: other(), ..Payment::default() }),
        Some(7) => terms.openid = Some("o-other".into()),
        Some(_) => terms.risk_fund = None,
    }
    terms
}

fn completion(bill: &Bill) -> Complete {
    let more = |which| (bill.more == which).then(|| "more".to_owned());
    Complete {
        at: Moment::from_unix(0),
        payments: vec![Payment { name: Some("p".into()), amount: Some(bill.price.into()), ..Payment::default() }],
        discounts: vec![Discount { name: Some("d".into()), amount: Some(bill.off.into()), ..Discount::default() }],
        total_amount: bill.total.into(),
        time_range: TimeRange { end: bill.end.map(time), ..TimeRange::default() },
        end_location: more(1),
        profit_sharing: None,
        goods_tag: more(2),
        device: (bill.more == 3).then(|| Device { end_device_id: more(3), ..Device::default() }),
    }
}

fn time(unix: i64) -> ServiceTime {
    ServiceTime::Second(Moment::from_unix(unix))
}

fn terms(setup: &Setup) -> Terms {
    let (name, amount) = match setup.deposit {
        Some(deposit) => (RiskFundName::Deposit, deposit),
        None => (RiskFundName::EstimateOrderCost, 1),
    };
    let (start, end) = (Some(ServiceTime::OnAccept), setup.planned_end.map(time));
    Terms {
        key: OrderKey::new("m", "o"),
        appid: "a".into(),
        service_id: "s".into(),
        partner: None,
        service_introduction: "i".into(),
        payments: Vec::new(),
        discounts: Vec::new(),
        risk_fund: Some(RiskFund { name, amount: amount.into(), description: None }),
        time_range: TimeRange { start, end, ..TimeRange::default() },
        location: Location::default(),
        attach: None,
        notify_url: "http://localhost".into(),
        openid: (!setup.confirmed_by_user).then(|| "o-0".into()),
        need_user_confirm: setup.confirmed_by_user,
        device: None,
    }
}

pub(crate) fn setup() -> impl Strategy<Value = Setup> {
    let deposit = prop::option::of(prop_oneof![Just(1), Just(500), Just(CAP), 1_i64..CAP, Just(CAP + 1)]);
    let planned_end = prop::option::of(START..START + 4_000);
    let bank_seconds = prop_oneof![2 => Just(0_i64), 1 => 1_i64..600];
    let user = (behaviour(), in_progress());
    (prop::bool::weighted(0.7), deposit, planned_end, user, bank_seconds).prop_map(
        |(confirmed_by_user, deposit, planned_end, (behaviour, in_progress), bank_seconds)| Setup {
            confirmed_by_user,
            deposit,
            planned_end,
            behaviour,
            bank_seconds,
            in_progress,
        },
    )
}

/// Confirmed and completed, as most orders are.
pub(crate) fn beginning() -> Vec<Call> {
    vec![Call::Confirm(0, 0), Call::Complete(Bill { price: 1, off: 0, total: 1, end: Some(0), more: 0 })]
}

/// Times in plans are seconds before the call.
pub(crate) fn plan() -> impl Strategy<Value = Call> {
    let who = || prop_oneof![4 => Just(0_u8), 1 => Just(1_u8)];
    let price = prop_oneof![Just(0_i64), Just(500), Just(501), 0_i64..2_000, CAP..CAP + 3];
    let off = prop_oneof![3 => Just(0_i64), 1 => 0_i64..600];
    let slip = prop_oneof![8 => Just(0_i64), 1 => Just(1_i64), 1 => Just(-1_i64)];
    let end = prop_oneof![1 => Just(None), 4 => (-2_i64..30).prop_map(Some), 1 => (0_i64..5_000).prop_map(Some)];
    let bill = (price, off, slip, end, 0_u8..4).prop_map(|(price, off, slip, end, more)| {
        let total = price - off + slip;
        Bill { price, off, total, end, more }
    });
    prop_oneof![
        1 => prop::option::of(any::<u8>()).prop_map(Call::Again),
        3 => (who(), in_progress()).prop_map(|(who, others)| Call::Confirm(who, others)),
        1 => who().prop_map(Call::Decline),
        5 => bill.prop_map(Call::Complete),
        1 => (0_u8..2).prop_map(Call::Cancel),
        1 => prop_oneof![-2_i64..2, 0_i64..100].prop_map(Call::Sync),
        1 => Just(Call::Pay),
    ]
}

pub(crate) fn live(setup: &Setup, steps: &[Step<Call>], tally: &mut Tally) -> Result<(), TestCaseError> {
    let mut world = World { behaviour: setup.behaviour, bank_seconds: setup.bank_seconds, now: START, draws: 1 };
    let user = world.user(0);
    let order = service_order::create(
        terms(setup),
        &service(setup.confirmed_by_user),
        Some(&candidate(&user, setup.in_progress)),
        &world.context(),
    );
    match (Life::new(setup), order) {
        (Ok(model), Ok(order)) => driver::live(model, Order::Service(Box::new(order)), &mut world, steps, tally),
        (Err(name), Err(rejection)) => {
            prop_assert!(format!("{rejection:?}").starts_with(name), "{rejection:?}, the model says {name}");
            tally.see(name);
            Ok(())
        }
        (model, order) => Err(TestCaseError::fail(format!("{order:?}, the model says {model:?}"))),
    }
}
