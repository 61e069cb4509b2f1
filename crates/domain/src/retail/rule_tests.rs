//! The rules of smart-retail orders, one by one, at their edges.

use super::fixtures::*;
use super::*;
use crate::collection::Channel;
use crate::service_order::Sync;
use crate::service_order::fixtures::{CAP, payment};
use crate::testing::*;
use crate::user::Behaviour;

/// What a completion of an accepted order is told, two hours after noon.
fn told(order: &RetailOrder, command: &Complete) -> String {
    complete(order, command, &service(true), Behaviour::PaysAtOnce, &at(2 * HOUR))
        .map_or_else(|rejection| name_of(&rejection), |_| "ok".to_owned())
}

#[test]
fn an_hour_unconfirmed_is_expired() {
    let order = created();
    let due = |seconds| on_due(&order, Behaviour::PaysAtOnce, &at(seconds));
    assert_eq!(due(HOUR - 1), None);
    assert_eq!(due(HOUR), Some(Event::Expired));
    assert_eq!(expired().package, None);
    assert_eq!(accepted().next_due(), None);
}

#[test]
fn catching_up_expires_what_could_still_be_confirmed() {
    let payer = user(Behaviour::PaysAtOnce);
    let order = crate::Order::Retail(Box::new(created()));
    assert!(order.confirm(&candidate(&payer), &at(HOUR)).is_ok(), "commands presume that the order is caught up");
    let mut record = crate::Record::from(order);
    let happened = record.catch_up(payer.behaviour, &at(5 * HOUR));
    assert_eq!(happened, [(NOON.plus(HOUR), Event::Expired.into())]);
    assert_eq!(record.catch_up(payer.behaviour, &at(5 * HOUR)), []);
    let order = record.as_order().expect("an order");
    assert_eq!(order.confirm(&candidate(&payer), &at(5 * HOUR)), Err(Rejection::InvalidState));
}

#[test]
fn the_amounts_are_within_their_caps() {
    let with = |amount| Terms { risk_amount: Some(Fen::new(amount)), ..terms() };
    assert!(create(with(CAP.get()), &service(true), None, &ctx()).is_ok());
    let above = create(with(CAP.get() + 1), &service(true), None, &ctx());
    let refusal = Rejection::AboveCap { field: "risk_amount", given: Fen::new(10_001), cap: CAP };
    assert_eq!(above, Err(refusal));

    let costs = |total: i64| Complete {
        fees: vec![payment("可乐", total)],
        discounts: Vec::new(),
        total_amount: total.into(),
        ..complete_command()
    };
    assert_eq!(told(&accepted(), &costs(5_000)), "ok");
    assert_eq!(told(&accepted(), &costs(5_001)), "AboveCap");
    let mut unbounded = accepted();
    unbounded.terms.risk_amount = None;
    assert_eq!(told(&unbounded, &costs(10_000)), "ok");
    assert_eq!(told(&unbounded, &costs(10_001)), "AboveCap");
}

#[test]
fn the_finish_ticket_is_the_orders() {
    let wrong = Complete { finish_ticket: "guessed".into(), ..complete_command() };
    assert_eq!(told(&accepted(), &wrong), "FinishTicketWrong");
    let wrong = Complete { finish_ticket: "guessed".into(), ..unused_command() };
    assert_eq!(told(&accepted(), &wrong), "FinishTicketWrong");
    assert_eq!(told(&accepted(), &complete_command()), "ok");
}

#[test]
fn an_unused_service_needs_a_reason_and_costs_nothing() {
    assert_eq!(told(&accepted(), &unused_command()), "ok");
    let order = completed(&unused_command(), Behaviour::PaysAtOnce, 0);
    assert_eq!((order.state, &order.collection, order.next_due()), (State::Revoked, &None, None));
    assert_eq!(told(&accepted(), &Complete { cancel_reason: None, ..unused_command() }), "CancelReasonMissing");
    let charged = Complete { fees: vec![payment("可乐", 1)], total_amount: Fen::new(1), ..unused_command() };
    assert_eq!(told(&accepted(), &charged), "UnusedButCharged");
    let refunding = Complete { total_amount: Fen::new(-1), ..unused_command() };
    assert_eq!(told(&accepted(), &refunding), "TotalMismatch");
}

#[test]
fn a_used_service_ended_between_its_start_and_now() {
    let order = accepted();
    let ends = |order: &RetailOrder, start, end| {
        told(order, &Complete { real_service_start_time: start, real_service_end_time: end, ..complete_command() })
    };
    assert_eq!(ends(&order, None, None), "EndTimeMissing");
    assert_eq!(ends(&order, None, second(MINUTE)), "ok", "OnAccept is the confirmation");
    assert_eq!(ends(&order, None, second(MINUTE - 1)), "EndBeforeStart");
    assert_eq!(ends(&order, Some(ServiceTime::OnAccept), second(MINUTE - 1)), "EndBeforeStart");
    assert_eq!(ends(&order, second(0), second(0)), "ok");
    assert_eq!(ends(&order, None, second(2 * HOUR)), "ok");
    assert_eq!(ends(&order, None, second(2 * HOUR + 1)), "EndInFuture");
    assert_eq!(ends(&order, None, day(0)), "ok");
    assert_eq!(ends(&order, None, day(1)), "EndInFuture");

    let mut planned = accepted();
    planned.terms.service_end_time = second(8 * HOUR);
    assert_eq!(ends(&planned, None, None), "ok");
    assert_eq!(ends(&planned, second(8 * HOUR + 1), None), "EndBeforeStart");
}

#[test]
fn an_unconfirmed_cabinet_opens_at_once_for_whom_it_may() {
    let ask = |behaviour| create(unconfirmed_terms(), &service(false), Some(&candidate(&user(behaviour))), &ctx());
    let order = ask(Behaviour::PaysAtOnce).expect("admitted");
    assert_eq!((order.state, order.package, order.confirmed_at), (State::UserAccepted, None, Some(NOON)));
    assert!(ask(Behaviour::Declines).is_ok(), "nobody is asked");
    assert_eq!(ask(Behaviour::NotAuthorized), Err(Rejection::NotAuthorized));
    assert_eq!(ask(Behaviour::TeenMode), Err(Rejection::TeenMode));
    assert_eq!(ask(Behaviour::HasOverdueOrders), Err(Rejection::OverdueOrders));
    assert_eq!(ask(Behaviour::FailsAssessment), Err(Rejection::AssessmentFailed));
}

#[test]
fn users_answer_the_confirmation_page_by_their_habits() {
    let order = created();
    let answer = |behaviour| confirm(&order, &candidate(&user(behaviour)), &at(MINUTE));
    let openid = user(Behaviour::Declines).openid;
    assert_eq!(answer(Behaviour::Declines), Ok(vec![Event::Declined { openid }]));
    assert_eq!(answer(Behaviour::TeenMode), Err(Rejection::TeenMode));
    assert_eq!(answer(Behaviour::HasOverdueOrders), Err(Rejection::OverdueOrders));
    assert_eq!(answer(Behaviour::FailsAssessment), Err(Rejection::AssessmentFailed));
    assert!(answer(Behaviour::NotAuthorized).is_ok());
    assert_eq!(confirm(&accepted(), &candidate(&stranger()), &at(HOUR)), Err(Rejection::OtherUser));
}

#[test]
fn a_waiting_user_pays_by_hand_and_a_deducted_one_by_schedule() {
    let order = finished();
    let by_hand = after(&order, pay(&order, &at(HOUR)));
    assert_eq!((by_hand.state, by_hand.next_due()), (State::UserPaid, None));

    let mut order = crate::Record::from(crate::Order::Retail(Box::new(order)));
    order.catch_up(Behaviour::PaysOnThirdAttempt, &at(DAY));
    let collection = order.as_order().and_then(crate::Order::collection);
    let receipt = collection.and_then(crate::collection::Collection::receipt).expect("paid");
    assert_eq!(receipt.paid_time, NOON.plus(HOUR / 2 + 35 * MINUTE));
}

#[test]
fn nothing_to_pay_is_paid_without_a_collection() {
    let order = completed(&free_command(), Behaviour::PaysAtOnce, 0);
    assert_eq!((order.state, order.collection), (State::UserPaid, None));
}

#[test]
fn money_from_elsewhere_has_come_in_and_stays() {
    let order = finished();
    let told = |seconds| sync(&order, &Sync { paid_time: NOON.plus(seconds) }, &at(HOUR));
    assert_eq!(told(HOUR + 1), Err(Rejection::PaidInFuture { paid_time: NOON.plus(HOUR + 1).compact() }));
    let settled = after(&order, told(HOUR));
    let receipt = settled.collection.as_ref().and_then(Collection::receipt).expect("settled");
    assert_eq!((settled.state, &receipt.channel), (State::UserPaid, &Channel::Merchant));
    assert_eq!((receipt.paid_time, settled.next_due()), (NOON.plus(HOUR), None), "no deduction follows");
    assert_eq!(sync(&settled, &Sync { paid_time: NOON.plus(HOUR) }, &at(DAY)), Ok(Vec::new()));
    assert_eq!(sync(&settled, &Sync { paid_time: NOON }, &at(DAY)), Err(Rejection::OrderDone));
}

#[test]
fn who_the_user_is_said_to_be_is_part_of_the_terms() {
    let told = |mark: &str| Terms { kind: RetailKind::PayAfter, identity_mark: Some(mark.into()), ..terms() };
    let order = create(told("mark"), &service(true), None, &ctx()).expect("created");
    assert_eq!(recreate(&order, &told("mark")), Ok(Vec::new()));
    assert_eq!(recreate(&order, &told("other")), Err(Rejection::ReentryDiffers));
    assert_eq!(recreate(&order, &Terms { kind: RetailKind::PayAfter, ..terms() }), Err(Rejection::ReentryDiffers));
}
