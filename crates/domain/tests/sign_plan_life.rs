//! Random lives of a sign plan and its orders, the two driven together the way a server drives them: what must hold
//! whatever user, merchant and clock do.

use payscore_domain::plan::{self, Detail, Offer, Plan};
use payscore_domain::service_order::{self, Cancel, Complete, Location, Party, TimeRange};
use payscore_domain::sign_plan::{self, CancelledBy, Numbered, SignPlan, Signer, State, Usage, Use};
use payscore_domain::{
    Behaviour, Candidate, Context, Draw, Fen, Moment, OrderKey, Record, RecordEvent, Service, ServiceKind,
    ServiceOrder, User,
};
use proptest::prelude::*;

const NOON: Moment = Moment::from_unix(1_795_233_600);
const SERVICES: i64 = 3;

#[derive(Debug, Clone)]
enum Step {
    Sign,
    Start(i64),
    Complete(i64),
    CancelOrder,
    PayByHand,
    Stop,
    UserCancels,
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::Sign),
        4 => (1..=SERVICES).prop_map(Step::Start),
        4 => (0_i64..=700).prop_map(Step::Complete),
        2 => Just(Step::CancelOrder),
        2 => Just(Step::PayByHand),
        1 => Just(Step::Stop),
        1 => Just(Step::UserCancels),
        3 => prop_oneof![1_i64..7_200, Just(86_400), Just(3 * 86_400)].prop_map(Step::Wait),
    ]
}

/// A sign plan, the order of its service in use or last used, and the clock.
struct World {
    plan: Plan,
    service: Service,
    user: User,
    sign_plan: Record,
    order: Option<Record>,
    now: Moment,
    draws: u128,
}

impl World {
    fn new(payer: Behaviour) -> Self {
        let service = Service {
            service_id: "500005".into(),
            kind: ServiceKind::Plan,
            risk_cap: Fen::new(10_000),
            needs_user_confirm: true,
        };
        let detail = Detail {
            name: "课".into(),
            original_price: 600.into(),
            actual_price: 500.into(),
            discount_description: None,
        };
        let offer = Offer {
            name: "瑜伽课".into(),
            duration_days: 2,
            deduction_quantity: SERVICES,
            total_original: (600 * SERVICES).into(),
            total_actual: (500 * SERVICES).into(),
            details: vec![detail; 3],
        };
        let terms = plan::Terms {
            mchid: "1".into(),
            merchant_plan_no: "p".into(),
            appid: "wx1".into(),
            service_id: "500005".into(),
            party: Party::Direct,
            offer,
        };
        let ctx = Context { now: NOON, draw: Draw(1), deduction_seconds: 60, strict_start_time: false };
        let plan = plan::create(terms, &service, &ctx).expect("a plan");
        let number = |detail_no: i64| Numbered { detail_no, out_order_no: format!("o-{detail_no}").into() };
        let terms = sign_plan::Terms {
            mchid: "1".into(),
            merchant_sign_plan_no: "s".into(),
            appid: "wx1".into(),
            service_id: "500005".into(),
            party: Party::Direct,
            plan_id: plan.plan_id.clone(),
            signer: Signer::Openid("o-user".into()),
            notify_url: "http://127.0.0.1/".into(),
            numbers: (1..=SERVICES).map(number).collect(),
        };
        let sign_plan = sign_plan::create(terms, Some(&plan), None, &ctx).expect("a sign plan").into();
        let user = User { openid: "o-user".into(), behaviour: payer };
        Self { plan, service, user, sign_plan, order: None, now: NOON, draws: 1 }
    }

    fn ctx(&mut self, now: Moment) -> Context {
        self.draws += 1;
        Context { now, draw: Draw(self.draws), deduction_seconds: 60, strict_start_time: false }
    }

    fn sign_plan(&self) -> &SignPlan {
        match &self.sign_plan {
            Record::SignPlan(sign_plan) => sign_plan,
            other => panic!("{other:?} was a sign plan"),
        }
    }

    fn order(&self) -> Option<ServiceOrder> {
        match self.order.as_ref()?.as_order()? {
            payscore_domain::Order::Service(order) => Some((**order).clone()),
            other => panic!("{other:?} was a service order"),
        }
    }

    /// An event of the order, and what it means for the sign plan.
    fn order_event(&mut self, event: RecordEvent, at: Moment) {
        let order = self.order.as_mut().expect("an order");
        order.apply(&event);
        if let Some((key, event)) = order.follow_up(&event, at) {
            assert_eq!(key, self.sign_plan.key());
            self.sign_plan.apply(&event);
        }
    }

    /// All that is due by `now`, of both, in the order of their times.
    fn live_until(&mut self, now: Moment) {
        loop {
            let order = self.order.as_ref().and_then(Record::next_due).filter(|due| *due <= now);
            let end = self.sign_plan.next_due().filter(|due| *due <= now);
            match (order, end) {
                (Some(due), end) if end.is_none_or(|end| due <= end) => {
                    let ctx = self.ctx(due);
                    let order = self.order.as_ref().expect("an order");
                    let event = order.on_due(self.user.behaviour, &ctx).expect("it is due");
                    self.order_event(event, due);
                }
                (_, Some(end)) => {
                    let ctx = self.ctx(end);
                    let event = self.sign_plan.on_due(self.user.behaviour, &ctx).expect("it is due");
                    self.sign_plan.apply(&event);
                }
                _ => break,
            }
        }
        self.now = now;
    }

    fn start(&mut self, detail_no: i64) {
        let command = Use {
            detail_no,
            key: OrderKey::new("1", format!("o-{detail_no}").as_str()),
            appid: "wx1".into(),
            service_id: "500005".into(),
            party: Party::Direct,
            signer: Signer::Openid("o-user".into()),
            service_introduction: "课".into(),
            time_range: TimeRange {
                start: "20261121120000".parse().ok(),
                end: "20261121".parse().ok(),
                ..TimeRange::default()
            },
            location: Location::default(),
            attach: None,
            notify_url: "http://127.0.0.1/".into(),
        };
        let ctx = self.ctx(self.now);
        let terms = sign_plan::order_terms(self.sign_plan(), command).expect("a service of the plan");
        let candidate = Candidate { user: &self.user, authorized: false, in_progress: None };
        if let Ok((order, event)) = sign_plan::start(self.sign_plan(), detail_no, terms, &candidate, &ctx) {
            self.order = Some(order.into());
            self.sign_plan.apply(&event.into());
        }
    }

    fn step(&mut self, step: &Step) {
        let ctx = self.ctx(self.now);
        let on_order = match (step, self.order()) {
            (Step::Complete(total), Some(order)) => {
                let command = completion(*total, self.now);
                service_order::complete(&order, &command, &self.service, self.user.behaviour, &ctx)
            }
            (Step::CancelOrder, Some(order)) => service_order::cancel(&order, &Cancel { reason: "r".into() }),
            (Step::PayByHand, Some(order)) => service_order::pay(&order, &ctx),
            _ => Ok(Vec::new()),
        };
        for event in on_order.unwrap_or_default() {
            self.order_event(event.into(), self.now);
        }
        let on_sign_plan = match step {
            Step::Sign => sign_plan::sign(self.sign_plan(), &self.plan, &self.user, &ctx),
            Step::Stop => sign_plan::stop(self.sign_plan(), "r", &ctx),
            Step::UserCancels => sign_plan::cancel(self.sign_plan(), &self.user, CancelledBy::User, &ctx),
            _ => Ok(Vec::new()),
        };
        on_sign_plan.unwrap_or_default().into_iter().for_each(|event| self.sign_plan.apply(&event.into()));
        match step {
            Step::Start(detail_no) => self.start(*detail_no),
            Step::Wait(seconds) => self.live_until(self.now.plus(*seconds)),
            _ => {}
        }
    }
}

fn completion(total: i64, at: Moment) -> Complete {
    let payment = service_order_payment(total);
    Complete {
        at,
        payments: vec![payment],
        discounts: Vec::new(),
        total_amount: Fen::new(total),
        time_range: TimeRange::default(),
        location: Location::default(),
        profit_sharing: None,
        goods_tag: None,
        device: None,
        complete_time: None,
    }
}

fn service_order_payment(total: i64) -> payscore_domain::charges::Payment {
    payscore_domain::charges::Payment { name: Some("课".into()), amount: Some(Fen::new(total)), ..Default::default() }
}

fn is_over(usage: &Usage) -> bool {
    matches!(usage, Usage::Used { .. } | Usage::Cancelled { .. })
}

/// What holds at every moment.
fn check(world: &World, before: &SignPlan) {
    let now = world.sign_plan();
    let going = usize::try_from(now.going_detail_no()).expect("a small number");
    assert!(now.usages[..going].iter().rev().skip(1).all(is_over), "one at a time, in order: {:?}", now.usages);
    assert!(now.usages[going..].iter().all(|usage| *usage == Usage::NotUsed), "nothing skipped: {:?}", now.usages);
    assert!(now.going_detail_no() >= before.going_detail_no());
    for (index, (earlier, later)) in before.usages.iter().zip(&now.usages).enumerate() {
        assert!(!is_over(earlier) || earlier == later, "service {index} is over for good");
        if let Usage::Used { paid, .. } = later {
            assert!(*paid <= now.offer.details[index].actual_price, "no more than was signed");
        }
    }
    let all_over = now.usages.iter().all(is_over);
    match now.state {
        State::Unsigned => assert!(going == 0 && now.signed_at.is_none()),
        State::Signed => assert!(!all_over && now.signed_at.is_some()),
        State::Complete => assert!(all_over),
        State::Cancelled => assert!(now.cancellation.is_some()),
        State::Expired => assert!(now.over_time() <= world.now),
    }
    if matches!(before.state, State::Cancelled | State::Complete | State::Expired) {
        assert_eq!((before.state, before.going_detail_no()), (now.state, now.going_detail_no()), "over is over");
    }
    assert_eq!(now.package.is_some(), now.state == State::Unsigned);
    if let Some(order) = world.order() {
        let using = matches!(now.usages[going - 1], Usage::Using { .. });
        assert_eq!(using, order.in_progress(), "the service is in use as long as its order is");
    }
}

proptest! {
    #[test]
    fn no_life_breaks_a_rule(
        steps in prop::collection::vec(step(), 1..40),
        payer in prop_oneof![
            Just(Behaviour::PaysAtOnce), Just(Behaviour::PaysOnThirdAttempt), Just(Behaviour::NeverHasBalance),
        ],
    ) {
        let mut world = World::new(payer);
        for step in &steps {
            let before = world.sign_plan().clone();
            world.step(step);
            check(&world, &before);
        }
    }
}
