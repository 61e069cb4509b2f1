//! The same calls to the real thing.

use super::{Bill, Call, Life, Setup};
use crate::driver::{self, CAP, START, Step, World, candidate};
use crate::runner::Tally;
use payscore_domain::charges::Payment;
use payscore_domain::retail::{self, *};
use payscore_domain::service_order::Sync;
use payscore_domain::{Moment, Order, OrderEvent, OrderKey, Rejection, Service, ServiceKind, ServiceTime};
use proptest::prelude::*;

pub(super) fn ask(order: &Order, call: &Call, world: &World) -> Result<Vec<OrderEvent>, Rejection> {
    let Order::Retail(inner) = order else { panic!("a smart-retail or pay-after order") };
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
        Call::Sync(paid) => sync(inner, &Sync { paid_time: Moment::from_unix(*paid) }, &ctx),
        Call::Pay => return order.pay(&ctx),
    };
    events.map(|events| events.into_iter().map(OrderEvent::Retail).collect())
}

fn service(needs_user_confirm: bool) -> Service {
    Service { service_id: "s".into(), kind: ServiceKind::PayAfter, risk_cap: CAP.into(), needs_user_confirm }
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

fn completion(order: &RetailOrder, bill: &Bill) -> Complete {
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
        kind: setup.kind,
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
        identity_mark: None,
    }
}

pub(crate) fn live(setup: &Setup, steps: &[Step<Call>], tally: &mut Tally) -> Result<(), TestCaseError> {
    let mut world = World { behaviour: setup.behaviour, bank_seconds: setup.bank_seconds, now: START, draws: 1 };
    let user = world.user(0);
    let order = retail::create(
        terms(setup),
        &service(setup.confirmed_by_user),
        Some(&candidate(&user, setup.in_progress)),
        &world.context(),
    );
    match (Life::new(setup), order) {
        (Ok(model), Ok(order)) => driver::live(model, Order::Retail(Box::new(order)), &mut world, steps, tally),
        (Err(name), Err(rejection)) => {
            prop_assert!(format!("{rejection:?}").starts_with(name), "{rejection:?}, the model says {name}");
            tally.see(name);
            Ok(())
        }
        (model, order) => Err(TestCaseError::fail(format!("{order:?}, the model says {model:?}"))),
    }
}
