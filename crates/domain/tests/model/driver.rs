//! Leads an order and its model through the same life, comparing them at every step.

use crate::money::Money;
use crate::runner::Tally;
use payscore_domain::{Behaviour, Candidate, Context, Draw, Moment, Order, OrderEvent, Rejection, User};
use proptest::collection::vec;
use proptest::prelude::*;
use std::fmt::Debug;

pub(crate) const START: i64 = 1_795_233_600;
pub(crate) const CAP: i64 = 10_000;

/// A model of one order family.
pub(crate) trait Model: Clone + Debug {
    /// A call with times relative to it, as drawn.
    type Plan: Clone + Debug;
    /// The same with absolute times: what is repeated to the letter.
    type Call: Clone + Debug;

    fn call(plan: &Self::Plan, now: i64) -> Self::Call;
    /// The same call but for one parameter; `which` chooses it.
    fn altered(call: &Self::Call, which: u8) -> Self::Call;
    /// The order after the call, or the refusal's name.
    fn decide(&self, call: &Self::Call, now: i64) -> Result<Self, &'static str>;
    /// Whether the same call again is a call of its own.
    fn counts_anew(call: &Self::Call) -> bool {
        let _ = call;
        false
    }
    /// Lets time pass.
    fn pass(&mut self, now: i64);
    fn state(&self) -> &'static str;
    fn is_over(&self) -> bool;
    fn money(&self) -> Option<&Money>;
    fn due(&self) -> Option<i64>;
    /// The same call to the real thing.
    fn ask(order: &Order, call: &Self::Call, world: &World) -> Result<Vec<OrderEvent>, Rejection>;
}

/// What stays the same through an order's life, and the clock.
pub(crate) struct World {
    pub(crate) behaviour: Behaviour,
    pub(crate) bank_seconds: i64,
    pub(crate) now: i64,
    pub(crate) draws: u128,
}

impl World {
    pub(crate) fn context(&self) -> Context {
        Context {
            now: Moment::from_unix(self.now),
            draw: Draw(self.draws),
            deduction_seconds: self.bank_seconds,
            strict_start_time: false,
        }
    }

    /// 0 is the test user, 1 somebody else, who pays at once.
    pub(crate) fn user(&self, which: u8) -> User {
        let behaviour = if which == 0 { self.behaviour } else { Behaviour::PaysAtOnce };
        User { openid: format!("o-{which}").into(), behaviour }
    }

    /// How whoever the order is for pays.
    pub(crate) fn payer(&self, order: &Order) -> Behaviour {
        self.user(u8::from(order.openid().is_some_and(|openid| openid.as_str() != "o-0"))).behaviour
    }

    fn catch_up(&self, order: &mut Order) {
        let calm = Context { draw: Draw(0), ..self.context() };
        while let Some(event) = order.on_due(self.payer(order), &calm) {
            order.apply(&event);
        }
    }
}

/// That user, about to start an order, with so many others in progress.
pub(crate) fn candidate(user: &User, in_progress: u32) -> Candidate<'_> {
    Candidate { user, authorized: user.behaviour != Behaviour::NotAuthorized, in_progress: Some(in_progress) }
}

/// How many other orders a user has in progress: mostly few enough.
pub(crate) fn in_progress() -> impl Strategy<Value = u32> {
    prop_oneof![6 => 0_u32..3, 1 => 3_u32..5]
}

/// Any behaviour, those that pay late more often.
pub(crate) fn behaviour() -> impl Strategy<Value = Behaviour> {
    let late = prop_oneof![Just(Behaviour::PaysOnThirdAttempt), Just(Behaviour::NeverHasBalance)];
    prop_oneof![2 => late, 3 => prop::sample::select(&Behaviour::ALL[..])]
}

/// What keeps a user from starting an order: the assessment, and at most three orders at a time.
pub(crate) fn assess(behaviour: Behaviour, in_progress: u32) -> Result<(), &'static str> {
    match behaviour {
        Behaviour::TeenMode => Err("TeenMode"),
        Behaviour::HasOverdueOrders => Err("OverdueOrders"),
        Behaviour::FailsAssessment => Err("AssessmentFailed"),
        _ if in_progress >= 3 => Err("TooManyOrders"),
        _ => Ok(()),
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Step<P> {
    Wait(i64),
    Call(P),
    /// The last call again, to the letter.
    Repeat,
    /// The last call again, one parameter altered.
    Altered(u8),
}

/// A life: mostly it begins with what brings an order far, so that the later states are not the rarer ones.
pub(crate) fn life<P: Clone + Debug + 'static>(
    beginning: Vec<P>,
    plan: impl Strategy<Value = P> + 'static,
) -> impl Strategy<Value = Vec<Step<P>>> {
    let begun = (0..=beginning.len()).prop_map(move |far| beginning[..far].iter().cloned().map(Step::Call).collect());
    (begun, vec(step(plan), 1..30)).prop_map(|(begun, steps): (Vec<_>, _)| [begun, steps].concat())
}

/// Mostly calls; waits around all the limits there are.
fn step<P: Clone + Debug + 'static>(plan: impl Strategy<Value = P> + 'static) -> impl Strategy<Value = Step<P>> {
    let wait = prop_oneof![
        8 => 0_i64..600,
        4 => prop_oneof![Just(299_i64), Just(300), Just(1_800), Just(3_599), Just(3_600), Just(3_601)],
        2 => 0_i64..200_000,
        1 => (30 * 86_400_i64 - 1)..=(30 * 86_400 + 1),
    ];
    prop_oneof![6 => wait.prop_map(Step::Wait), 12 => plan.prop_map(Step::Call), 2 => Just(Step::Repeat), 2 => any::<u8>().prop_map(Step::Altered)]
}

pub(crate) fn live<M: Model>(
    mut model: M,
    mut order: Order,
    world: &mut World,
    steps: &[Step<M::Plan>],
    tally: &mut Tally,
) -> Result<(), TestCaseError> {
    let mut last = None;
    compare(&model, &order)?;
    for step in steps {
        let was_over = model.is_over().then(|| order.clone());
        let call = match step {
            Step::Wait(seconds) => {
                wait(&mut order, world, *seconds)?;
                model.pass(world.now);
                None
            }
            Step::Call(plan) => Some(M::call(plan, world.now)),
            Step::Repeat => last.clone(),
            Step::Altered(which) => last.as_ref().map(|call| M::altered(call, *which)),
        };
        tally.steps += 1;
        if let Some(call) = call {
            world.draws += 1;
            give(&mut model, &mut order, &call, world, tally)?;
            last = Some(call);
        }
        compare(&model, &order)?;
        tally.see(model.state());
        if let Some(before) = was_over {
            prop_assert_eq!(&before, &order, "what is over stays as it is");
        }
    }
    Ok(())
}

/// Both are given the call; they accept and refuse alike, and a call accepted twice changes nothing the second time.
fn give<M: Model>(
    model: &mut M,
    order: &mut Order,
    call: &M::Call,
    world: &World,
    tally: &mut Tally,
) -> Result<(), TestCaseError> {
    match (M::ask(order, call, world), model.decide(call, world.now)) {
        (Ok(events), Ok(next)) => {
            events.iter().for_each(|event| order.apply(event));
            *model = next;
            tally.see(&format!("{call:?}"));
            compare(model, order)?;
            if M::counts_anew(call) {
                return Ok(());
            }
            let before = order.clone();
            match M::ask(order, call, world) {
                Ok(events) => events.iter().for_each(|event| order.apply(event)),
                Err(rejection) => prop_assert!(false, "the same call again is refused: {rejection:?}"),
            }
            prop_assert_eq!(&before, &*order, "the same call again changes something");
        }
        (Err(rejection), Err(name)) => {
            let text = format!("{rejection:?}");
            prop_assert!(text.split([' ', '{']).next() == Some(name), "{call:?}: {text}, the model says {name}");
            tally.see(name);
        }
        (Ok(events), Err(name)) => prop_assert!(false, "{call:?}: {events:?}, the model says {name}"),
        (Err(rejection), Ok(_)) => prop_assert!(false, "{call:?}: {rejection:?}, the model accepts"),
    }
    Ok(())
}

/// The clock moves. Whether at once or in three steps, the same happens.
fn wait(order: &mut Order, world: &mut World, seconds: i64) -> Result<(), TestCaseError> {
    let start = world.now;
    let mut stepwise = order.clone();
    for share in [seconds / 3, seconds / 2, seconds] {
        world.now = start + share;
        world.catch_up(&mut stepwise);
    }
    world.catch_up(order);
    prop_assert_eq!(&stepwise, &*order, "a clock moved in steps shows something else");
    Ok(())
}

fn compare<M: Model>(model: &M, order: &Order) -> Result<(), TestCaseError> {
    let word = order.state_description().unwrap_or(order.state());
    prop_assert_eq!(word, model.state());
    prop_assert_eq!(order.next_due().map(Moment::unix), model.due());
    let real = order.collection().map(|collection| {
        let paid = collection.receipt().map_or(0, |_| collection.total.get());
        let owed = collection.receipt().map_or(collection.total.get(), |_| 0);
        (paid, owed, collection.attempts)
    });
    let expected = model.money().map(|money| {
        let paid = if money.is_paid() { money.total } else { 0 };
        (paid, money.total - paid, money.attempts)
    });
    prop_assert_eq!(real, expected, "paid, owed, attempts");
    if let (Some((paid, owed, _)), Some(money)) = (real, model.money()) {
        prop_assert_eq!(paid + owed, money.total);
    }
    Ok(())
}
