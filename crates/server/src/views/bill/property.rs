//! Random days of orders, refunds and settlements: orders, refunds and the texts of all bills agree to the fen. What is
//! expected is summed up here from what happened, event by event, with arithmetic of its own.

use super::{fund_flow, merchant, trade};
use payscore_domain::bill::{Flow, Period, TradeKind, TradeRow, flows_of_payment, flows_of_refunds, refund_rows};
use payscore_domain::collection::CollectionEvent;
use payscore_domain::refund::{self, Ask, Status};
use payscore_domain::service_order::{Complete, Event, Location, Party, Terms, TimeRange, direct_complete};
use payscore_domain::{
    Behaviour, Candidate, Context, Draw, Fen, Moment, Order, OrderEvent, OrderKey, Paid, Record, RecordEvent, Refunds,
    Service, ServiceKind, User,
};
use proptest::prelude::*;
use std::collections::HashMap;

/// 2026-11-21 00:00:00 in Beijing.
const MIDNIGHT: Moment = Moment::from_unix(1_795_190_400);
const DAY: i64 = 86_400;
const DAYS: [&str; 6] = ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"];
const SERVICES: [&str; 2] = ["500001", "500002"];

/// An order, and the refunds that are asked for.
#[derive(Debug, Clone)]
struct Plan {
    total: i64,
    at: i64,
    service: usize,
    behaviour: Behaviour,
    refunds: Vec<PlannedRefund>,
}

#[derive(Debug, Clone)]
struct PlannedRefund {
    /// Of a hundred parts of what is left; above that, more than is left.
    percent: i64,
    wait: i64,
    reason: Option<&'static str>,
    /// Settled by hand so much later, where it can be.
    by_hand: Option<(i64, bool)>,
}

fn refunds() -> impl Strategy<Value = PlannedRefund> {
    let reason = prop_oneof![Just(None), Just(Some("缺货,`退`")), Just(Some("CLOSED")), Just(Some("ABNORMAL"))];
    (1..130_i64, 0..DAY, reason, proptest::option::of((0..DAY, any::<bool>())))
        .prop_map(|(percent, wait, reason, by_hand)| PlannedRefund { percent, wait, reason, by_hand })
}

fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let behaviour = prop_oneof![
        4 => Just(Behaviour::PaysAtOnce),
        2 => Just(Behaviour::PaysOnThirdAttempt),
        1 => Just(Behaviour::NeverHasBalance),
    ];
    let plan = (1..200_000_i64, 0..DAY, 0..2_usize, behaviour, proptest::collection::vec(refunds(), 0..4));
    let plan =
        plan.prop_map(|(total, at, service, behaviour, refunds)| Plan { total, at, service, behaviour, refunds });
    proptest::collection::vec(plan, 0..12)
}

/// What happened, noted event by event.
#[derive(Default)]
struct Happened {
    /// When, how much, for which service.
    paid: Vec<(Moment, i64, usize)>,
    asked: Vec<(Moment, i64, usize)>,
    closed: Vec<(Moment, i64)>,
    orders: Vec<Order>,
    refunds: Vec<Refunds>,
}

fn ctx(now: Moment, seed: usize) -> Context {
    let draw = Draw(u128::try_from(seed).expect("small") << 64 | u128::from(now.unix().unsigned_abs()));
    Context { now, draw, deduction_seconds: 0, strict_start_time: false }
}

fn ordered(number: usize, plan: &Plan) -> Order {
    let service = Service {
        service_id: SERVICES[plan.service].into(),
        kind: ServiceKind::ServiceOrder,
        risk_cap: Fen::new(i64::MAX),
        needs_user_confirm: false,
    };
    let now = MIDNIGHT.plus(plan.at);
    let time_range = TimeRange { start: now.compact().parse().ok(), ..TimeRange::default() };
    let user = User { openid: "o-user".into(), behaviour: plan.behaviour };
    let terms = Terms {
        key: OrderKey::new("1900000109", format!("order-{number}")),
        appid: "wx1".into(),
        service_id: service.service_id.clone(),
        party: Party::Direct,
        service_introduction: "充电宝,租借".to_owned(),
        payments: Vec::new(),
        discounts: Vec::new(),
        risk_fund: None,
        time_range: time_range.clone(),
        location: Location::default(),
        attach: Some("a`b\r\nc".to_owned()),
        notify_url: String::new(),
        openid: Some(user.openid.clone()),
        sub_openid: None,
        shopping: None,
        need_user_confirm: false,
        device: None,
    };
    let payment = payscore_domain::charges::Payment { amount: Some(Fen::new(plan.total)), ..Default::default() };
    let completion = Complete {
        at: now,
        payments: vec![payment],
        discounts: Vec::new(),
        total_amount: Fen::new(plan.total),
        time_range: TimeRange { end: time_range.start, ..TimeRange::default() },
        location: Location::default(),
        complete_time: None,
        profit_sharing: None,
        goods_tag: None,
        device: None,
    };
    let candidate = Candidate { user: &user, authorized: true, in_progress: None };
    let (mut order, events) =
        direct_complete(terms, &completion, &service, Some(&candidate), &ctx(now, number)).expect("an order");
    events.iter().for_each(|event| order.apply(event));
    Order::Service(Box::new(order))
}

impl Happened {
    fn live(plans: &[Plan]) -> Self {
        let mut happened = Self::default();
        for (number, plan) in plans.iter().enumerate() {
            let order = ordered(number, plan);
            if let Some(at) = happened.pay(order, number, plan) {
                happened.refund(number, plan, at);
            }
        }
        happened
    }

    /// Lets the deductions go on to the end of the first day; whether and when one brought the money.
    fn pay(&mut self, order: Order, number: usize, plan: &Plan) -> Option<Moment> {
        let mut record = Record::Order(order);
        let later = record.catch_up(plan.behaviour, &ctx(MIDNIGHT.plus(2 * DAY), number));
        let order = record.as_order().expect("an order").clone();
        let brought = later.iter().find_map(|(at, event)| match event {
            RecordEvent::Order(OrderEvent::Service(Event::Collection(CollectionEvent::Paid { .. }))) => Some(*at),
            _ => None,
        });
        let at_once = (plan.behaviour == Behaviour::PaysAtOnce).then(|| MIDNIGHT.plus(plan.at));
        let at = brought.or(at_once);
        self.paid.extend(at.map(|at| (at, plan.total, plan.service)));
        self.orders.push(order);
        at
    }

    fn refund(&mut self, number: usize, plan: &Plan, paid_at: Moment) {
        let paid = Paid::of(self.orders.last().expect("the order")).expect("a payment");
        assert_eq!((paid.paid_at, paid.total.get()), (paid_at, plan.total));
        let mut record = Record::from(Refunds::none_of(paid, paid_at));
        let mut now = paid_at;
        for (index, planned) in plan.refunds.iter().enumerate() {
            now = now.plus(planned.wait / 2);
            self.settle_due(&mut record, now);
            let Record::Refunds(refunds) = &mut record else { unreachable!() };
            let ask = Ask {
                out_refund_no: format!("refund-{number}-{index}").into(),
                amount: Fen::new((refunds.left().get() * planned.percent / 100).max(1)),
                total: Fen::new(plan.total),
                reason: planned.reason.map(str::to_owned),
                notify_url: None,
                funds_account: None,
                from: Vec::new(),
                goods: Vec::new(),
            };
            let Ok(events) = refund::refund(refunds, &ask, &ctx(now, number * 100 + index)) else { continue };
            self.asked.push((now, ask.amount.get(), plan.service));
            events.iter().for_each(|event| refunds.apply(event));
            if let Some((wait, close)) = planned.by_hand {
                now = now.plus(wait / 2);
                self.settle_due(&mut record, now);
                self.settle_by_hand(&mut record, &ask, if close { Status::Closed } else { Status::Success }, now);
            }
        }
        self.settle_due(&mut record, now.plus(DAY));
        let Record::Refunds(refunds) = record else { unreachable!() };
        self.refunds.push(*refunds);
    }

    fn settle_due(&mut self, record: &mut Record, now: Moment) {
        for (at, event) in record.catch_up(Behaviour::PaysAtOnce, &ctx(now, 0)) {
            self.note(record, at, &event);
        }
    }

    fn settle_by_hand(&mut self, record: &mut Record, ask: &Ask, status: Status, now: Moment) {
        let Record::Refunds(refunds) = record else { unreachable!() };
        for event in refund::settle(refunds, &ask.out_refund_no, status, &ctx(now, 0)).unwrap_or_default() {
            let event = RecordEvent::from(event);
            record.apply(&event);
            self.note(record, now, &event);
        }
    }

    fn note(&mut self, record: &Record, at: Moment, event: &RecordEvent) {
        let (Record::Refunds(refunds), RecordEvent::Refunds(refund::Event::Settled { out_refund_no, change })) =
            (record, event)
        else {
            return;
        };
        if change.status == Status::Closed {
            self.closed.push((at, refunds.get(out_refund_no).expect("the refund").ask.amount.get()));
        }
    }

    fn trades(&self, period: &Period, kind: TradeKind) -> Vec<TradeRow> {
        let paid = self.orders.iter().filter_map(Paid::of).filter(|paid| period.holds(paid.paid_at));
        let mut rows: Vec<TradeRow> = paid.filter(|_| kind.has_payments()).map(TradeRow::from).collect();
        if kind.has_refunds() {
            rows.extend(self.refunds.iter().flat_map(|refunds| refund_rows(refunds, period)));
        }
        rows
    }

    fn flows(&self, period: &Period) -> Vec<Flow> {
        let paid = self.orders.iter().filter_map(Paid::of).filter(|paid| period.holds(paid.paid_at));
        let flows = paid.flat_map(|paid| flows_of_payment(&paid));
        flows.chain(self.refunds.iter().flat_map(|refunds| flows_of_refunds(refunds, period))).collect()
    }
}

/// A bill read back: its lines as fields by heading, and its sums by heading.
#[derive(Debug, Default)]
struct Read {
    lines: Vec<HashMap<String, String>>,
    sums: HashMap<String, String>,
}

impl Read {
    fn of(texts: &[String]) -> Self {
        let whole = texts.concat();
        if whole.is_empty() {
            return Self::default();
        }
        let lines: Vec<Vec<&str>> = whole.strip_suffix("\r\n").expect("an end").split("\r\n").map(fields).collect();
        let [headings, lines @ .., sum_headings, sums] = lines.as_slice() else { panic!("four parts: {whole}") };
        let named = |headings: &[&str], values: &[&str]| {
            assert_eq!(headings.len(), values.len(), "{values:?}");
            let value = |value: &&str| value.strip_prefix('`').expect("a backtick").to_owned();
            headings.iter().map(|name| (*name).to_owned()).zip(values.iter().map(value)).collect()
        };
        Self { lines: lines.iter().map(|line| named(headings, line)).collect(), sums: named(sum_headings, sums) }
    }

    fn sum(&self, name: &str) -> i64 {
        self.sums.get(name).map_or(0, |text| fen(text))
    }

    /// Σ of a column over the lines in which another column has a value.
    fn column(&self, name: &str, where_: (&str, &str)) -> i64 {
        self.lines.iter().filter(|line| line[where_.0] == where_.1).map(|line| fen(&line[name])).sum()
    }
}

fn fields(line: &str) -> Vec<&str> {
    line.split(',').collect()
}

/// `-12.34` and `12.34000` as fen.
fn fen(text: &str) -> i64 {
    let (yuan, cents) = text.split_once('.').expect("a point");
    assert!(cents.len() == 2 || (cents.len() == 5 && cents.ends_with("000")), "{text}");
    let magnitude: i64 =
        yuan.trim_start_matches('-').parse::<i64>().expect("yuan") * 100 + cents[..2].parse::<i64>().expect("fen");
    if text.starts_with('-') { -magnitude } else { magnitude }
}

fn on<T>(period: &Period, entries: &[(Moment, i64, T)], wanted: impl Fn(&T) -> bool) -> (i64, usize) {
    let then = entries.iter().filter(|(at, _, what)| period.from <= *at && *at < period.to && wanted(what));
    then.fold((0, 0), |(sum, count), (_, amount, _)| (sum + amount, count + 1))
}

/// Holds one day's bills against what happened on it; what they say of fees, taken less given back.
fn check_day(happened: &Happened, period: &Period) -> i64 {
    let text = |kind| Read::of(&trade::texts(&happened.trades(period, kind), kind));
    let (all, payments, refunds) = (text(TradeKind::All), text(TradeKind::Payments), text(TradeKind::Refunds));
    let (paid, paid_count) = on(period, &happened.paid, |_| true);
    let (asked, asked_count) = on(period, &happened.asked, |_| true);
    assert_eq!(
        (all.lines.len(), payments.lines.len(), refunds.lines.len()),
        (paid_count + asked_count, paid_count, asked_count)
    );
    for (bill, paid, asked) in [(&all, paid, asked), (&payments, paid, 0), (&refunds, 0, asked)] {
        assert_eq!((bill.sum("订单总金额"), bill.sum("应结订单总金额")), (paid, paid));
        assert_eq!((bill.sum("申请退款总金额"), bill.sum("退款总金额")), (asked, asked));
        let lines: i64 = bill.lines.iter().map(|line| fen(&line["订单金额"])).sum();
        assert_eq!(lines, paid, "lines add up to the sum");
    }
    assert_eq!(all.sum("手续费总金额"), payments.sum("手续费总金额") + refunds.sum("手续费总金额"));
    check_services(happened, period);
    check_flows(happened, period, &all)
}

fn check_services(happened: &Happened, period: &Period) {
    for (index, service) in SERVICES.iter().enumerate() {
        let mut rows = happened.trades(period, TradeKind::All);
        rows.retain(|row| row.paid.service_id.as_str() == *service);
        let bill = Read::of(&merchant::texts(&rows));
        let (paid, paid_count) = on(period, &happened.paid, |service| *service == index);
        let (asked, asked_count) = on(period, &happened.asked, |service| *service == index);
        assert_eq!((bill.sum("订单总金额"), bill.sum("申请退款总金额")), (paid, asked));
        assert_eq!(bill.lines.len(), paid_count + asked_count);
    }
}

fn check_flows(happened: &Happened, period: &Period, all: &Read) -> i64 {
    let flows = Read::of(&fund_flow::texts(&happened.flows(period)));
    let closed: i64 = happened.closed.iter().filter(|(at, _)| period.holds(*at)).map(|(_, amount)| amount).sum();
    let of = |kind| flows.column("收支金额(元)", ("业务类型", kind));
    assert_eq!((of("交易"), of("退款")), (all.sum("订单总金额"), all.sum("申请退款总金额")));
    assert_eq!(of("退款关闭"), closed);
    let direction = |direction| flows.column("收支金额(元)", ("收支类型", direction));
    assert_eq!((direction("收入"), direction("支出")), (flows.sum("收入金额"), flows.sum("支出金额")));
    if let Some(last) = flows.lines.last() {
        let opening = 100_000_000;
        assert_eq!(fen(&last["账户结余(元)"]), opening + flows.sum("收入金额") - flows.sum("支出金额"));
        assert_eq!(flows.sums["资金流水总笔数"], flows.lines.len().to_string());
    }
    let fees = of("扣除交易手续费") - of("退还交易手续费");
    let when_closed: i64 = flows
        .lines
        .iter()
        .filter(|line| line["业务名称"] == "退款" && line["业务类型"] == "扣除交易手续费")
        .map(|line| fen(&line["收支金额(元)"]))
        .sum();
    assert_eq!(all.sum("手续费总金额"), fees - when_closed, "a trade bill knows nothing of what is closed later");
    fees
}

/// 0.6 % to the nearest fen, in whole numbers.
fn expected_fee(total: i64) -> i64 {
    (total * 6 + 500) / 1000
}

proptest! {
    #[test]
    fn bills_orders_and_refunds_agree_to_the_fen(plans in plans()) {
        let happened = Happened::live(&plans);
        let periods: Vec<Period> = DAYS.iter().map(|day| Period::day(day).expect("a day")).collect();
        let fees: i64 = periods.iter().map(|period| check_day(&happened, period)).sum();
        // Over all days: what orders say was collected, what refunds say is left.
        let orders: i64 = happened.orders.iter().filter_map(Paid::of).map(|paid| paid.total.get()).sum();
        let paid: i64 = happened.paid.iter().map(|(_, amount, _)| amount).sum();
        prop_assert_eq!(orders, paid);
        let last = periods.last().expect("days").to;
        prop_assert!(happened.asked.iter().all(|(at, ..)| *at < last), "all of it lies within these days");
        let asked: i64 = happened.asked.iter().map(|(_, amount, _)| amount).sum();
        let closed: i64 = happened.closed.iter().map(|(_, amount)| amount).sum();
        let given: i64 = happened.refunds.iter().map(|refunds| refunds.paid.total.get() - refunds.left().get()).sum();
        prop_assert_eq!(given, asked - closed);
        // Of what was never refunded all of the fee is kept, of what was wholly refunded nothing.
        let kept = |left: i64, total: i64| if left == total { expected_fee(total)..=expected_fee(total) }
            else if left == 0 { 0..=0 }
            else { (expected_fee(left) - 3).max(0)..=expected_fee(total) };
        let bounds = happened.refunds.iter().map(|refunds| kept(refunds.left().get(), refunds.paid.total.get()));
        let (low, high) = bounds.fold((0, 0), |(low, high), range| (low + range.start(), high + range.end()));
        prop_assert!((low..=high).contains(&fees), "{fees} fen of fees, expected {low} to {high}");
    }
}

#[test]
fn a_large_bill_comes_in_parts_that_make_it_whole() {
    let plan = Plan { total: 1, at: 0, service: 0, behaviour: Behaviour::PaysAtOnce, refunds: Vec::new() };
    let row = TradeRow::from(Paid::of(&ordered(0, &plan)).expect("a payment"));
    let texts = merchant::texts(&vec![row; 10_001]);
    assert_eq!(texts.len(), 2);
    let read = Read::of(&texts);
    assert_eq!((read.lines.len(), read.sum("订单总金额")), (10_001, 10_001));
    assert_eq!(read.sums["总交易单数"], "10001");
}
