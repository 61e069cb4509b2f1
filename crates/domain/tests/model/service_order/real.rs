//! The same calls to the real thing.

use super::{Bill, Call, Change, Life, Reminding, Setup};
use crate::driver::{self, CAP, START, Step, World, candidate};
use crate::runner::Tally;
use crate::when::When;
use payscore_domain::charges::{Charges, Discount, Payment};
use payscore_domain::service_order::{self, *};
use payscore_domain::{Moment, Order, OrderEvent, OrderKey, Rejection, Service, ServiceKind, ServiceTime};
use proptest::prelude::*;

pub(super) fn ask(order: &Order, call: &Call, world: &World) -> Result<Vec<OrderEvent>, Rejection> {
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
        Call::Modify(change) => modify(inner, &modification(change)),
        Call::Remind(reminding) => {
            let message = if reminding.prepaid { Message::Prepaid } else { Message::Pending };
            let service = service(inner.terms.need_user_confirm);
            remind(inner, message, &reminder(reminding), &service, &ctx)
        }
        Call::Collect => request_payment(inner, world.payer(order), &ctx),
        Call::Register(number) => register(inner, &format!("d-{number}").as_str().into(), world.payer(order), &ctx),
        Call::Pay => return order.pay(&ctx),
    };
    events.map(|events| events.into_iter().map(OrderEvent::Service).collect())
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
        time_range: TimeRange {
            start: bill.start.map(When::real),
            end: bill.end.map(When::real),
            ..TimeRange::default()
        },
        location: Location { end: more(1), ..Location::default() },
        profit_sharing: None,
        goods_tag: more(2),
        device: (bill.more == 3).then(|| Device { end_device_id: more(3), ..Device::default() }),
        complete_time: None,
    }
}

fn acquiring() -> Party {
    Party::AcquiringBank { sub_mchid: "s".into(), sub_appid: None, channel_id: Some("c".into()) }
}

fn charges(price: i64, total: i64) -> Charges {
    let payment = Payment { name: Some("p".into()), amount: Some(price.into()), ..Payment::default() };
    Charges { payments: vec![payment], discounts: Vec::new(), total_amount: total.into() }
}

fn modification(change: &Change) -> Modify {
    Modify { charges: charges(change.price, change.total), reason: format!("reason {}", change.reason), device: None }
}

fn reminder(reminding: &Reminding) -> Reminder {
    let ServiceTime::Day(prepaid_time) = When::Day(reminding.day).real() else { panic!("a day") };
    Reminder { charges: charges(reminding.price, reminding.total), prepaid_time }
}

fn terms(setup: &Setup) -> Terms {
    let (name, amount) = match setup.deposit {
        Some(deposit) => (RiskFundName::Deposit, deposit),
        None => (RiskFundName::EstimateOrderCost, 1),
    };
    let start = setup.planned_start.map_or(ServiceTime::OnAccept, When::real);
    let (start, end) = (Some(start), setup.planned_end.map(When::real));
    Terms {
        key: OrderKey::new("m", "o"),
        appid: "a".into(),
        service_id: "s".into(),
        party: if setup.acquiring { acquiring() } else { Party::Direct },
        service_introduction: "i".into(),
        payments: Vec::new(),
        discounts: Vec::new(),
        risk_fund: Some(RiskFund { name, amount: amount.into(), description: None }),
        time_range: TimeRange { start, end, ..TimeRange::default() },
        location: Location::default(),
        attach: None,
        notify_url: "http://localhost".into(),
        openid: (!setup.confirmed_by_user).then(|| "o-0".into()),
        sub_openid: None,
        need_user_confirm: setup.confirmed_by_user,
        device: None,
        shopping: None,
    }
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
