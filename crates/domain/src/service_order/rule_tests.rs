//! The rules of service orders, one by one, at their edges.

use super::fixtures::*;
use super::*;
use crate::collection::{Channel, Progress};
use crate::context::Context;
use crate::testing::*;
use crate::user::Behaviour;

fn refused_cap(field: &'static str, given: i64, cap: i64) -> Rejection {
    Rejection::AboveCap { field, given: given.into(), cap: cap.into() }
}

fn complete_at(order: &ServiceOrder, command: &Complete, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    complete(order, command, &service(order.terms.need_user_confirm), Behaviour::PaysAtOnce, ctx)
}

/// An order in use whose merchant named these times when creating it.
fn in_use(start: Option<ServiceTime>, end: Option<ServiceTime>) -> ServiceOrder {
    let terms = Terms { time_range: TimeRange { start, end, ..TimeRange::default() }, ..unconfirmed_terms() };
    create(terms, &service(false), Some(&candidate(&user(Behaviour::PaysAtOnce))), &ctx()).expect("created")
}

/// What a completion with these times, five hours after noon, is told.
fn times(order: &ServiceOrder, start: Option<ServiceTime>, end: Option<ServiceTime>) -> String {
    let time_range = TimeRange { start, end, ..TimeRange::default() };
    let told = complete_at(order, &Complete { time_range, ..complete_command() }, &at(5 * HOUR));
    told.map_or_else(|rejection| name_of(&rejection), |_| "ok".to_owned())
}

#[test]
fn the_risk_fund_is_within_the_services_cap() {
    for name in [RiskFundName::Deposit, RiskFundName::EstimateOrderCost] {
        let with = |amount| Terms { risk_fund: fund(name, amount), ..terms() };
        assert!(create(with(CAP.get()), &service(true), None, &ctx()).is_ok());
        let above = create(with(CAP.get() + 1), &service(true), None, &ctx());
        assert_eq!(above, Err(refused_cap("risk_fund.amount", 10_001, 10_000)));
    }
}

#[test]
fn the_total_is_within_the_deposit_or_pay_after_within_the_services_cap() {
    let ask = |name, total: i64| {
        let mut order = confirmed();
        order.terms.risk_fund = fund(name, 5_000);
        let (payments, total_amount) = (vec![payment("租借", total)], total.into());
        let command = Complete { payments, discounts: Vec::new(), total_amount, ..complete_command() };
        complete_at(&order, &command, &at(HOUR)).map(drop)
    };
    for name in [RiskFundName::Deposit, RiskFundName::Advance, RiskFundName::CashDeposit] {
        assert_eq!(ask(name, 5_000), Ok(()));
        assert_eq!(ask(name, 5_001), Err(refused_cap("total_amount", 5_001, 5_000)));
    }
    assert_eq!(ask(RiskFundName::EstimateOrderCost, 10_000), Ok(()));
    assert_eq!(ask(RiskFundName::EstimateOrderCost, 10_001), Err(refused_cap("total_amount", 10_001, 10_000)));
}

#[test]
fn the_end_is_not_before_the_start_and_not_ahead() {
    let order = in_use(second(0), None);
    assert_eq!(times(&order, None, None), "EndTimeMissing");
    assert_eq!(times(&order, None, second(0)), "ok");
    assert_eq!(times(&order, None, second(-1)), "EndBeforeStart");
    assert_eq!(times(&order, None, second(5 * HOUR)), "ok");
    assert_eq!(times(&order, None, second(5 * HOUR + 1)), "EndInFuture");
    assert_eq!(times(&order, second(HOUR), second(HOUR)), "ok");
    assert_eq!(times(&order, second(HOUR), second(HOUR - 1)), "EndBeforeStart");
    assert_eq!(times(&order, None, day(0)), "PrecisionDiffers");
}

#[test]
fn a_day_is_over_when_it_has_begun() {
    let order = in_use(day(0), None);
    assert_eq!(times(&order, None, day(0)), "ok");
    assert_eq!(times(&order, None, day(1)), "EndInFuture");
    assert_eq!(times(&order, None, day(-1)), "EndBeforeStart");
    assert_eq!(times(&order, None, second(HOUR)), "PrecisionDiffers");
    assert_eq!(times(&order, second(0), second(HOUR)), "ok");
}

#[test]
fn a_planned_end_will_do_unless_the_real_start_is_after_it() {
    let order = in_use(second(0), second(8 * HOUR));
    assert_eq!(times(&order, None, None), "ok");
    assert_eq!(times(&order, second(8 * HOUR), None), "ok");
    assert_eq!(times(&order, second(8 * HOUR + 1), None), "EndBeforeStart");
    assert_eq!(times(&order, day(0), None), "PrecisionDiffers");
    let planned_loosely = in_use(second(0), day(1));
    assert_eq!(times(&planned_loosely, None, None), "ok");
}

#[test]
fn on_accept_is_the_confirmation() {
    let order = confirmed();
    assert_eq!(order.time_range().start, second(MINUTE));
    assert_eq!(times(&order, None, second(MINUTE)), "ok");
    assert_eq!(times(&order, None, second(MINUTE - 1)), "EndBeforeStart");
    assert_eq!(times(&order, Some(ServiceTime::OnAccept), second(MINUTE - 1)), "EndBeforeStart");
    assert_eq!(created().time_range().start, Some(ServiceTime::OnAccept));

    let time_range = TimeRange { start: Some(ServiceTime::OnAccept), end: second(HOUR), ..TimeRange::default() };
    let command = Complete { time_range, ..complete_command() };
    let order = after(&order, complete_at(&order, &command, &at(HOUR)));
    assert_eq!(order.time_range().start, second(MINUTE));
}

#[test]
fn a_start_in_the_past_is_refused_only_by_the_strict_and_never_to_a_repeat() {
    let strict = |seconds| Context { strict_start_time: true, ..at(seconds) };
    let terms = Terms { time_range: TimeRange { start: second(0), ..TimeRange::default() }, ..terms() };
    let ask = |ctx: &Context| create(terms.clone(), &service(true), None, ctx);
    assert!(ask(&at(DAY)).is_ok());
    let order = ask(&strict(0)).expect("not earlier than the call");
    assert_eq!(ask(&strict(1)).map_err(|rejection| name_of(&rejection)), Err("StartInPast".into()));
    assert_eq!(recreate(&order, &terms, &strict(1)), Ok(Vec::new()));
}

#[test]
fn a_package_serves_for_an_hour_and_asking_again_renews_it() {
    let payer = user(Behaviour::PaysAtOnce);
    let order = created();
    assert!(confirm(&order, &candidate(&payer), &at(PACKAGE_SECONDS)).is_ok());
    assert_eq!(confirm(&order, &candidate(&payer), &at(PACKAGE_SECONDS + 1)), Err(Rejection::PackageExpired));
    assert_eq!(recreate(&order, &terms(), &at(PACKAGE_SECONDS)), Ok(Vec::new()));

    let renewed = after(&order, recreate(&order, &terms(), &at(PACKAGE_SECONDS + 1)));
    assert_ne!(renewed.package, order.package);
    assert!(confirm(&renewed, &candidate(&payer), &at(2 * PACKAGE_SECONDS + 1)).is_ok());
    assert_eq!(confirm(&renewed, &candidate(&payer), &at(2 * PACKAGE_SECONDS + 2)), Err(Rejection::PackageExpired));
}

#[test]
fn thirty_days_unconfirmed_is_expired() {
    let order = created();
    let due = |seconds| on_due(&order, Behaviour::PaysAtOnce, &at(seconds));
    assert_eq!(due(30 * DAY - 1), None);
    assert_eq!(due(30 * DAY), Some(Event::Expired));
    assert_eq!(expired().package, None);
    assert_eq!(confirmed().next_due(), None);
}

#[test]
fn an_unconfirmed_service_starts_at_once_for_whom_it_may() {
    let ask = |behaviour| create(unconfirmed_terms(), &service(false), Some(&candidate(&user(behaviour))), &ctx());
    for behaviour in Behaviour::ALL {
        let refusal = match behaviour {
            Behaviour::NotAuthorized => Some(Rejection::NotAuthorized),
            Behaviour::TeenMode => Some(Rejection::TeenMode),
            Behaviour::HasOverdueOrders => Some(Rejection::OverdueOrders),
            Behaviour::FailsAssessment => Some(Rejection::AssessmentFailed),
            _ => None,
        };
        match ask(behaviour) {
            Ok(order) => {
                assert_eq!(refusal, None);
                assert_eq!((order.state, order.package, order.confirmed_at), (State::UserConfirm, None, Some(NOON)));
            }
            Err(rejection) => assert_eq!(Some(rejection), refusal),
        }
    }
    let nameless = Terms { openid: None, ..unconfirmed_terms() };
    assert_eq!(create(nameless, &service(false), None, &ctx()), Err(Rejection::OpenidMissing));
}

#[test]
fn users_answer_the_confirmation_page_by_their_habits() {
    let order = created();
    let answer = |behaviour| confirm(&order, &candidate(&user(behaviour)), &at(MINUTE));
    let openid = user(Behaviour::Declines).openid;
    assert_eq!(answer(Behaviour::Declines), Ok(vec![Event::Declined { openid: openid.clone() }]));
    assert_eq!(answer(Behaviour::TeenMode), Err(Rejection::TeenMode));
    assert_eq!(answer(Behaviour::HasOverdueOrders), Err(Rejection::OverdueOrders));
    assert_eq!(answer(Behaviour::FailsAssessment), Err(Rejection::AssessmentFailed));
    // A confirmation asks for no earlier authorization.
    let order = after(&order, answer(Behaviour::NotAuthorized));
    assert_eq!((order.state, &order.openid, &order.package), (State::UserConfirm, &Some(openid), &None));
    assert_eq!(confirm(&order, &candidate(&stranger()), &at(MINUTE)), Err(Rejection::OtherUser));
}

#[test]
fn money_comes_at_once_or_at_the_third_attempt_or_never() {
    let ctx = at(365 * DAY);
    let settle = |payer| {
        let order = completed_by(payer);
        let mut order = crate::Record::from(crate::Order::Service(Box::new(order)));
        order.catch_up(payer, &ctx);
        let collection = order.as_order().and_then(crate::Order::collection).expect("owes");
        (order.state(), collection.attempts, collection.receipt().map(|receipt| receipt.paid_time))
    };
    assert_eq!(settle(Behaviour::PaysAtOnce), ("DONE", 1, Some(NOON.plus(HOUR))));
    let third = HOUR + 5 * MINUTE + 30 * MINUTE;
    assert_eq!(settle(Behaviour::PaysOnThirdAttempt), ("DONE", 3, Some(NOON.plus(third))));
    let (state, attempts, paid) = settle(Behaviour::NeverHasBalance);
    assert_eq!((state, paid), ("DOING", None));
    assert!(attempts > 360, "it is tried daily: {attempts}");
}

#[test]
fn a_running_deduction_bars_everything_until_the_bank_answers() {
    let order = in_flight();
    let before = at(HOUR + MINUTE - 1);
    assert_eq!(cancel(&order, &cancel_command()), Err(Rejection::DeductionInFlight));
    assert_eq!(sync(&order, &sync_command(), &before), Err(Rejection::DeductionInFlight));
    assert_eq!(pay(&order, &before), Err(Rejection::DeductionInFlight));
    assert_eq!(on_due(&order, Behaviour::PaysAtOnce, &before), None);

    let answer = |payer| on_due(&order, payer, &at_slow_bank(HOUR + MINUTE, MINUTE)).expect("due");
    let paid = after(&order, Ok(vec![answer(Behaviour::PaysAtOnce)]));
    assert_eq!(paid.state, State::Done);
    let failed = after(&order, Ok(vec![answer(Behaviour::NeverHasBalance)]));
    assert_eq!(failed.state, State::MchComplete);
    assert_eq!(failed.next_due(), Some(NOON.plus(HOUR + MINUTE + 5 * MINUTE)));
    assert_eq!(revoked(&failed).state, State::Revoked);
}

#[test]
fn a_user_pays_by_hand_what_deductions_do_not_get() {
    let order = completed_by(Behaviour::NeverHasBalance);
    let order = after(&order, pay(&order, &at(2 * HOUR)));
    let collection = order.collection.clone().expect("owed");
    assert_eq!((order.state, collection.attempts), (State::Done, 1));
    let Progress::Paid(receipt) = collection.progress else { panic!("{collection:?}") };
    assert_eq!(receipt.paid_time, NOON.plus(2 * HOUR));
    assert!(matches!(receipt.channel, Channel::Wechat { .. }));
    assert_eq!(pay(&order, &at(3 * HOUR)), Ok(Vec::new()));
}

#[test]
fn money_from_outside_is_believed_up_to_now() {
    let (order, ctx) = (paying(), at(HOUR + MINUTE));
    let of = |seconds| sync(&order, &Sync { paid_time: NOON.plus(seconds) }, &ctx).map(drop);
    assert_eq!(of(HOUR + MINUTE), Ok(()));
    assert_eq!(of(HOUR + MINUTE + 1).map_err(|rejection| name_of(&rejection)), Err("PaidInFuture".into()));
    let receipt = synced().collection.and_then(|collection| collection.receipt().cloned()).expect("paid");
    assert_eq!((receipt.paid_time, receipt.channel), (NOON.plus(HOUR + MINUTE), Channel::Merchant));
}

#[test]
fn nothing_to_pay_is_done_without_a_collection() {
    let order = free();
    assert_eq!((order.state, &order.collection, order.next_due()), (State::Done, &None, None));
    let again = complete_at(&order, &free_command(), &at(2 * HOUR));
    assert_eq!(again, Ok(Vec::new()), "the same call again, an hour later");
}

#[test]
fn nothing_is_owed_for_what_was_taken_back() {
    let order = revoked(&paying());
    assert_eq!((order.state, &order.collection, order.next_due()), (State::Revoked, &None, None));
    assert!(order.completion.is_some(), "what it was completed with is still known");
}

#[test]
fn a_completion_is_stamped_by_the_clock_not_by_its_caller() {
    let command = Complete { at: NOON.plus(-DAY), ..complete_command() };
    let order = after(&confirmed(), complete_at(&confirmed(), &command, &at(HOUR)));
    assert_eq!(order.completion.map(|completion| completion.at), Some(NOON.plus(HOUR)));
}

#[test]
fn one_call_creates_completes_and_collects() {
    let time_range = TimeRange { start: second(0), end: second(HOUR), ..TimeRange::default() };
    let terms = Terms { risk_fund: None, time_range, ..unconfirmed_terms() };
    let payer = user(Behaviour::PaysAtOnce);
    let ask = |terms: Terms, completion: &Complete, confirms| {
        direct_complete(terms, completion, &service(confirms), Some(&candidate(&payer)), &at(HOUR))
    };
    let (order, events) = ask(terms.clone(), &complete_command(), false).expect("accepted");
    let order = after(&order, Ok(events));
    assert_eq!((order.state, order.created_at, order.package.as_ref()), (State::Done, NOON.plus(HOUR), None));
    assert_eq!(order.collection.as_ref().map(|collection| collection.attempts), Some(1));

    assert_eq!(repeat_direct_complete(&order, &terms, &complete_command()), Ok(()));
    let other_terms = Terms { attach: Some("other".into()), ..terms.clone() };
    assert_eq!(repeat_direct_complete(&order, &other_terms, &complete_command()), Err(Rejection::ReentryDiffers));
    assert_eq!(repeat_direct_complete(&order, &terms, &free_command()), Err(Rejection::ReentryDiffers));

    let (order, events) = ask(terms.clone(), &free_command(), false).expect("accepted");
    assert_eq!(after(&order, Ok(events)).collection, None);

    let confirming = Terms { need_user_confirm: true, ..terms };
    let told = ask(confirming, &complete_command(), true).map(drop);
    assert_eq!(told, Err(Rejection::ConfirmationMode { given: true }), "nobody will have confirmed it");
}

#[test]
fn a_modification_lowers_what_is_owed_and_replaces_what_it_was_for() {
    let order = modified();
    assert_eq!(order.state, State::MchComplete);
    assert_eq!(
        (order.payments(), order.discounts()),
        (&charges(250, 100).payments[..], &charges(250, 100).discounts[..])
    );
    assert_eq!(order.total_amount(), Some(Fen::new(150)));
    assert_eq!(order.collection.as_ref().map(|collection| collection.total), Some(Fen::new(150)));
    assert_eq!(order.next_due(), paying().next_due(), "the schedule goes on");
    let repeated = complete(&order, &complete_command(), &service(true), Behaviour::PaysAtOnce, &at(HOUR + 1));
    assert_eq!(repeated, Ok(Vec::new()), "the completion is still the one that it was");
}

#[test]
fn a_modification_is_downwards_only() {
    let to = |total: i64| modify(&paying(), &Modify { charges: charges(total, 0), ..modify_command() });
    let refused = |given: i64| Err(Rejection::NotBelow { given: given.into(), current: Fen::new(200) });
    assert_eq!(to(201), refused(201));
    assert_eq!(to(200), refused(200));
    assert!(to(199).is_ok());
}

#[test]
fn modified_to_nothing_an_order_is_done_and_nothing_is_collected() {
    let order = paying();
    let order = after(&order, modify(&order, &Modify { charges: charges(100, 100), ..modify_command() }));
    assert_eq!((order.state, order.collection.as_ref(), order.next_due()), (State::Done, None, None));
    assert_eq!(order.total_amount(), Some(Fen::ZERO));
}

#[test]
fn what_a_modified_order_is_paid_with_is_the_lower_amount() {
    let order = modified();
    let order = after(&order, pay(&order, &at(HOUR + MINUTE)));
    let collection = order.collection.as_ref().expect("collected");
    assert_eq!((order.state, collection.total), (State::Done, Fen::new(150)));
}

#[test]
fn the_user_is_told_of_a_deduction_a_week_ahead_or_of_a_fee_any_day() {
    let on = |message, ahead: i64| {
        let prepaid_time = NOON.plus(ahead * DAY - 12 * HOUR);
        let told = remind(&confirmed(), message, &Reminder { prepaid_time, ..reminder() }, &service(true), &at(HOUR));
        told.map_or_else(|rejection| name_of(&rejection), |_| "ok".to_owned())
    };
    assert_eq!(on(Message::Prepaid, 6), "PrepaidTooSoon");
    assert_eq!(on(Message::Prepaid, PREPAID_DAYS), "ok", "whatever the hour");
    assert_eq!(on(Message::Pending, -1), "PrepaidTooSoon");
    assert_eq!(on(Message::Pending, 0), "ok");
}

#[test]
fn each_message_is_sent_once_and_its_repeat_outlives_the_use() {
    let order = reminded();
    let pending = remind(&order, Message::Pending, &reminder(), &service(true), &at(HOUR));
    assert!(pending.is_ok_and(|events| events.len() == 1), "the other message is another one");
    let order = after(&order, complete_at(&order, &complete_command(), &at(HOUR)));
    let again = |reminder: &Reminder| remind(&order, Message::Prepaid, reminder, &service(true), &at(30 * DAY));
    assert_eq!(again(&reminder()), Ok(Vec::new()));
    assert_eq!(again(&Reminder { charges: charges(200, 0), ..reminder() }), Err(Rejection::ReentryDiffers));
}

#[test]
fn a_user_is_named_under_either_application_but_under_one_that_there_is() {
    let partner =
        |sub_appid: Option<&str>| Party::Partner { sub_mchid: "2".into(), sub_appid: sub_appid.map(Into::into) };
    let named = |openid: Option<&str>, sub_openid: Option<&str>, party: Party| Terms {
        openid: openid.map(Into::into),
        sub_openid: sub_openid.map(Into::into),
        party,
        ..unconfirmed_terms()
    };
    let with_application = || partner(Some("wx2"));
    assert_eq!(named(None, Some("o-user"), with_application()).check(), Ok(()));
    assert_eq!(named(Some("o-user"), None, with_application()).check(), Ok(()));
    assert_eq!(named(None, None, with_application()).check(), Err(Rejection::OpenidMissing));
    let both = named(Some("o-user"), Some("o-user"), with_application());
    assert_eq!(both.check(), Err(Rejection::OpenidChoice));
    assert_eq!(Terms { need_user_confirm: true, ..both }.check(), Ok(()), "where the user confirms it does not matter");
    assert_eq!(named(None, Some("o-user"), partner(None)).check(), Err(Rejection::SubAppidMissing));

    let terms = named(None, Some("o-user"), with_application());
    let order =
        create(terms, &service(false), Some(&candidate(&user(Behaviour::PaysAtOnce))), &ctx()).expect("created");
    assert_eq!(order.openid, Some("o-user".into()));
}

#[test]
fn an_order_answers_to_its_own_party_only() {
    let partner = |sub_mchid: &str, sub_appid: Option<&str>| Party::Partner {
        sub_mchid: sub_mchid.into(),
        sub_appid: sub_appid.map(Into::into),
    };
    let order = |party| ServiceOrder { terms: Terms { party, ..terms() }, ..created() };
    let asks = |order: &ServiceOrder, party| order.check_claim(&Claim { party, ..Claim::default() });
    let (own, theirs) = (order(Party::Direct), order(partner("2", Some("wx2"))));
    assert_eq!(asks(&own, Party::Direct), Ok(()));
    assert_eq!(asks(&own, partner("2", None)), Err(Rejection::OrderNotFound));
    assert_eq!(asks(&theirs, Party::Direct), Err(Rejection::OrderNotFound));
    assert_eq!(asks(&theirs, partner("2", None)), Ok(()), "an application that is not named is not compared");
    assert_eq!(asks(&theirs, partner("2", Some("wx2"))), Ok(()));
    assert_eq!(asks(&theirs, partner("2", Some("wx9"))), Err(Rejection::OrderNotFound));
    assert_eq!(asks(&theirs, partner("3", None)), Err(Rejection::OrderNotFound));
}
