//! Single rules, one second and one fen to either side.

use super::fixtures::*;
use super::*;
use crate::context::Context;
use crate::plan::fixtures::{normal, service, stopped};
use crate::plan::{self, Plan};
use crate::service_order::{self, PlanUse, RiskFundName};
use crate::testing::*;
use crate::user::{Behaviour, Candidate, MOST_IN_PROGRESS};

fn created(change: impl FnOnce(&mut Terms)) -> Result<(), Rejection> {
    let mut terms = terms();
    change(&mut terms);
    create(terms, Some(&normal()), None, &ctx()).map(drop)
}

#[test]
fn a_sign_plan_is_of_its_own_merchants_plan_and_service() {
    assert_eq!(created(|_| {}), Ok(()));
    let plan_id = normal().plan_id;
    let unknown = Rejection::PlanNotFound { plan_id: plan_id.clone() };
    assert_eq!(create(terms(), None, None, &ctx()).map(drop), Err(unknown.clone()));
    let party = Party::Partner { sub_mchid: "2".into(), sub_appid: None };
    assert_eq!(created(|terms| terms.party = party), Err(unknown), "another sub-merchant's is not there");
    let given: ServiceId = "500006".into();
    assert_eq!(
        created(|terms| terms.service_id = given.clone()),
        Err(Rejection::PlanServiceDiffers { given: given.clone() })
    );
}

#[test]
fn every_service_of_the_plan_gets_one_number_in_order() {
    let refused = Err(Rejection::PlanDetailsNotCovered { wanted: 3 });
    assert_eq!(created(|terms| terms.numbers.truncate(2)), refused);
    assert_eq!(created(|terms| terms.numbers.clear()), refused);
    assert_eq!(created(|terms| terms.numbers.swap(0, 1)), refused);
    assert_eq!(created(|terms| terms.numbers[2].detail_no = 2), refused);
    assert_eq!(created(|terms| terms.numbers[2].detail_no = 4), refused);
    let number: OutOrderNo = "lesson-1".into();
    assert_eq!(
        created(|terms| terms.numbers[2].out_order_no = number.clone()),
        Err(Rejection::PlanOrderNumberTwice { index: 2, number: number.clone() })
    );
    let taken = create(terms(), Some(&normal()), Some(0), &ctx()).map(drop);
    assert_eq!(taken, Err(Rejection::PlanOrderNumberTaken { index: 0, number }));
}

#[test]
fn a_stopped_plan_cannot_be_signed_and_who_has_signed_goes_on() {
    assert_eq!(create(terms(), Some(&stopped()), None, &ctx()).map(drop), Err(Rejection::PlanStopped));
    let payer = user(Behaviour::PaysAtOnce);
    assert_eq!(sign(&unsigned(), &stopped(), &payer, &at(MINUTE)), Err(Rejection::PlanStopped));
    assert_eq!(sign(&signed(), &stopped(), &payer, &at(MINUTE)), Ok(Vec::new()));
    assert_eq!(started(&signed(), 1, &at(HOUR)).0.going_detail_no(), 1);
}

#[test]
fn a_package_serves_for_two_hours_and_asking_again_renews_it() {
    let (payer, plan, sign_plan) = (user(Behaviour::PaysAtOnce), normal(), unsigned());
    assert!(sign(&sign_plan, &plan, &payer, &at(2 * HOUR)).is_ok());
    assert_eq!(sign(&sign_plan, &plan, &payer, &at(2 * HOUR + 1)), Err(Rejection::PackageExpired));
    let renewed = after(&sign_plan, recreate(&sign_plan, &terms(), &at(2 * HOUR + 1)));
    assert_ne!(renewed.package, sign_plan.package);
    assert!(sign(&renewed, &plan, &payer, &at(4 * HOUR + 1)).is_ok());
    assert_eq!(signed().package, None, "gone once it was used");
}

#[test]
fn users_answer_the_signing_page_by_their_habits() {
    let answer = |behaviour| sign(&unsigned(), &normal(), &user(behaviour), &at(MINUTE));
    assert_eq!(answer(Behaviour::Declines), Ok(vec![Event::Declined]));
    assert_eq!(answer(Behaviour::TeenMode), Err(Rejection::TeenMode));
    assert_eq!(answer(Behaviour::HasOverdueOrders), Err(Rejection::OverdueOrders));
    assert_eq!(answer(Behaviour::FailsAssessment), Err(Rejection::AssessmentFailed));
    assert_eq!(answer(Behaviour::NotAuthorized), Ok(vec![Event::Signed { at: at(MINUTE).now }]), "signing authorizes");
    assert_eq!(sign(&unsigned(), &normal(), &stranger(), &at(MINUTE)), Err(Rejection::OtherUser));
    assert_eq!(cancel(&signed(), &stranger(), CancelledBy::User, &at(MINUTE)), Err(Rejection::OtherUser));
}

#[test]
fn a_sign_plan_lasts_the_day_of_signing_and_so_many_days_after_it() {
    let midnight_after_30_days = NOON.plus(12 * HOUR).plus_days(30);
    let created_today = unsigned();
    assert_eq!(created_today.over_time(), midnight_after_30_days);
    let tomorrow = at(DAY);
    let renewed = after(&created_today, recreate(&created_today, &terms(), &tomorrow));
    let signed_tomorrow = after(&renewed, sign(&renewed, &normal(), &user(Behaviour::PaysAtOnce), &tomorrow));
    assert_eq!(signed_tomorrow.over_time(), midnight_after_30_days.plus_days(1), "counted anew from the signing");
    let at_moment = |now| Context { now, ..ctx() };
    let over = signed_tomorrow.over_time();
    assert_eq!(on_due(&signed_tomorrow, &at_moment(over.plus(-1))), None);
    assert_eq!(on_due(&signed_tomorrow, &at_moment(over)), Some(Event::Expired));
}

/// The one sample that was published: signed on 2023-09-05 for 300 days, over on 2024-07-02 at midnight.
#[test]
fn the_published_sample_is_met() {
    let signing = Moment::from_unix(1_693_883_036);
    let mut sign_plan = unsigned();
    sign_plan.offer.duration_days = 300;
    sign_plan.apply(&Event::Signed { at: signing });
    assert_eq!(signing.compact(), "20230905110356");
    assert_eq!(sign_plan.over_time().compact(), "20240702000000");
}

#[test]
fn the_order_of_a_service_has_the_plans_price_and_the_sign_plans_number() {
    let (_, order) = started(&signed(), 1, &at(MINUTE));
    assert_eq!(order.terms.discounts, [], "the first lesson has none");
    let (_, order) = second_in_use();
    assert_eq!(order.terms.key.out_order_no.as_str(), "lesson-2");
    let (payment, discount) = (&order.terms.payments[0], &order.terms.discounts[0]);
    assert_eq!((payment.name.as_deref(), payment.amount), (Some("第二节"), Some(Fen::new(1_000))));
    assert_eq!((discount.name.as_deref(), discount.amount), (Some("老会员优惠"), Some(Fen::new(200))));
    let fund = order.terms.risk_fund.as_ref().expect("a limit");
    assert_eq!((fund.name, fund.amount), (RiskFundName::EstimateOrderCost, Fen::new(800)));
    assert_eq!((order.state, order.package), (service_order::State::UserConfirm, None), "in use at once");
    assert_eq!(order.plan, Some(PlanUse { merchant_sign_plan_no: "sign-1".into(), detail_no: 2 }));
}

#[test]
fn an_order_names_service_and_number_as_the_sign_plan_does() {
    let ask = |command: Use| order_terms(&signed(), command).map(drop);
    assert_eq!(ask(using(3)), Ok(()), "whose turn it is, is asked later");
    let given: ServiceId = "500006".into();
    let other_service = Use { service_id: given.clone(), ..using(1) };
    assert_eq!(ask(other_service), Err(Rejection::PlanServiceDiffers { given }));
    for given in [-1, 0, 4, i64::MAX, i64::MIN] {
        assert_eq!(ask(Use { detail_no: given, ..using(1) }), Err(Rejection::PlanDetailNotFound { given }));
    }
    let other_number = Use { key: using(2).key, ..using(1) };
    assert_eq!(ask(other_number), Err(Rejection::PlanOrderNumberDiffers { given: "lesson-2".into() }));
}

#[test]
fn services_are_used_in_their_order_one_at_a_time() {
    let start_of = |sign_plan: &SignPlan, detail_no| {
        let terms = order_terms(sign_plan, using(detail_no)).expect("a service of the plan");
        start(sign_plan, detail_no, terms, &candidate(&user(Behaviour::PaysAtOnce)), &at(HOUR)).map(drop)
    };
    assert_eq!(signed().going_detail_no(), 0);
    assert_eq!(start_of(&signed(), 2), Err(Rejection::PlanDetailOutOfTurn { next: 1 }));
    let (sign_plan, order) = started(&signed(), 1, &at(MINUTE));
    assert_eq!((sign_plan.going_detail_no(), sign_plan.order_in_use()), (1, Some(&"lesson-1".into())));
    assert_eq!(start_of(&sign_plan, 2), Err(Rejection::PlanDetailInUse { detail_no: 1 }));
    let owed = finished(&sign_plan, order.clone(), 1_000, Behaviour::NeverHasBalance);
    assert_eq!(start_of(&owed, 2), Err(Rejection::PlanDetailInUse { detail_no: 1 }), "completed is not paid");
    let paid = finished(&sign_plan, order.clone(), 1_000, Behaviour::PaysAtOnce);
    assert_eq!((start_of(&paid, 2), paid.order_in_use()), (Ok(()), None));
    assert_eq!(start_of(&paid, 3), Err(Rejection::PlanDetailOutOfTurn { next: 2 }));
    let dropped = dropped(&sign_plan, order);
    assert_eq!(start_of(&dropped, 2), Ok(()));
    assert_eq!(start_of(&dropped, 1), Err(Rejection::PlanDetailOutOfTurn { next: 2 }), "cancelled is cancelled");
}

#[test]
fn who_may_start_a_service() {
    let ask = |behaviour, in_progress| {
        let terms = order_terms(&signed(), using(1)).expect("a service of the plan");
        let user = user(behaviour);
        start(&signed(), 1, terms, &Candidate { in_progress, ..candidate(&user) }, &at(HOUR)).map(drop)
    };
    assert_eq!(ask(Behaviour::PaysAtOnce, None), Ok(()));
    assert_eq!(ask(Behaviour::NotAuthorized, None), Ok(()), "the signature is the authorization");
    assert_eq!(ask(Behaviour::TeenMode, None), Err(Rejection::TeenMode));
    assert_eq!(ask(Behaviour::FailsAssessment, None), Err(Rejection::AssessmentFailed));
    let many = Some(MOST_IN_PROGRESS);
    assert_eq!(ask(Behaviour::PaysAtOnce, many), Err(Rejection::TooManyOrders { in_progress: MOST_IN_PROGRESS }));
}

#[test]
fn an_order_costs_at_most_what_was_signed_whatever_the_service_allows() {
    let (_, order) = second_in_use();
    let ask = |total| {
        let complete =
            service_order::complete(&order, &completion(total), &service(), Behaviour::PaysAtOnce, &at(HOUR));
        complete.map(drop)
    };
    assert!(service().risk_cap > Fen::new(801));
    assert_eq!(ask(800), Ok(()));
    assert_eq!(ask(799), Ok(()), "and may cost less");
    let (given, cap) = (Fen::new(801), Fen::new(800));
    assert_eq!(ask(801), Err(Rejection::AboveCap { field: "total_amount", given, cap }));
}

#[test]
fn a_service_is_used_when_it_is_paid_and_cancelled_with_its_order() {
    let (sign_plan, order) = started(&signed(), 1, &at(2 * MINUTE));
    let (order_id, since) = (order.order_id.clone(), at(2 * MINUTE).now);
    let at_the_hour = at(HOUR).now;
    assert_eq!(sign_plan.usages[0], Usage::Using { order_id: order_id.clone(), since });
    let used = |paid| Usage::Used { order_id: order_id.clone(), since, paid: Fen::new(paid), at: at_the_hour };
    let paid = finished(&sign_plan, order.clone(), 700, Behaviour::PaysAtOnce);
    assert_eq!(paid.usages[0], used(700), "for what it was completed with");
    let free = finished(&sign_plan, order.clone(), 0, Behaviour::NeverHasBalance);
    assert_eq!(free.usages[0], used(0), "what costs nothing is paid");
    let owed = finished(&sign_plan, order.clone(), 700, Behaviour::NeverHasBalance);
    assert_eq!(owed.usages[0], sign_plan.usages[0]);
    assert_eq!(dropped(&sign_plan, order).usages[0], Usage::Cancelled { order_id, since, at: at_the_hour });
}

#[test]
fn the_last_service_completes_the_sign_plan_unless_it_is_over_already() {
    assert_eq!(complete().state, State::Complete);
    assert_eq!((complete().going_detail_no(), complete().next_due()), (3, None));
    let words: Vec<&str> = complete().usages.iter().map(Usage::as_str).collect();
    assert_eq!(words, ["USED", "SIGN_PLAN_DETAIL_CANCEL", "USED"]);

    let (sign_plan, order) = second_in_use();
    let ended = after(&sign_plan, stop(&sign_plan, "用户协商后停止", &at(HOUR)));
    let ended = finished(&ended, order, 800, Behaviour::PaysAtOnce);
    let words: Vec<&str> = ended.usages.iter().map(Usage::as_str).collect();
    assert_eq!((ended.state, words), (State::Cancelled, vec!["USED", "USED", "NOT_USED"]), "its order went on");
}

#[test]
fn a_sign_plan_is_found_by_its_names() {
    let names: Vec<(&str, String)> = signed().handles().into_iter().map(|handle| (handle.name, handle.value)).collect();
    let expected = [
        ("sign_plan_id", signed().sign_plan_id.to_string()),
        ("user", "500005/o-user".into()),
        ("order", "lesson-1".into()),
        ("order", "lesson-2".into()),
        ("order", "lesson-3".into()),
    ];
    assert_eq!(names, expected);
    let plan: Plan = plan::fixtures::normal();
    assert_eq!(Plan::by_id(&plan.plan_id).value, terms().plan_id.to_string());
}

#[test]
fn a_sub_merchants_user_is_named_in_exactly_one_way() {
    let party =
        |sub_appid: Option<&str>| Party::Partner { sub_mchid: "2".into(), sub_appid: sub_appid.map(Into::into) };
    let ask = |openid, sub_openid, appid| Signer::named(openid, sub_openid, &party(appid));
    assert_eq!(ask(Some("o"), None, None), Ok(Signer::Openid("o".into())));
    assert_eq!(ask(None, Some("o"), Some("wx2")), Ok(Signer::SubOpenid("o".into())));
    assert_eq!(ask(None, Some("o"), None), Err(Rejection::SubAppidMissing));
    assert_eq!(ask(None, None, Some("wx2")), Err(Rejection::OpenidChoice));
    assert_eq!(ask(Some("o"), Some("o"), Some("wx2")), Err(Rejection::OpenidChoice));
}
