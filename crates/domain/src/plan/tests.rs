//! Every rule of plans, and which of two faults a caller is told.

use super::fixtures::*;
use super::*;
use crate::testing::*;

fn check(change: impl FnOnce(&mut Offer)) -> Result<(), Rejection> {
    let mut offer = offer();
    change(&mut offer);
    offer.check()
}

#[test]
fn a_plan_has_as_many_services_as_deductions() {
    assert_eq!(check(|_| {}), Ok(()));
    let counted = |wanted| Err(Rejection::PlanDetailCount { given: 3, wanted });
    assert_eq!(check(|offer| offer.deduction_quantity = 2), counted(2));
    assert_eq!(check(|offer| offer.deduction_quantity = 4), counted(4));
    assert_eq!(check(|offer| offer.deduction_quantity = -3), counted(-3));
}

#[test]
fn a_service_costs_at_most_its_original_price() {
    assert_eq!(check(|offer| offer.details[0] = detail("第一节", 1_000, 1_000)), Ok(()));
    let refused = check(|offer| offer.details[0].actual_price = Fen::new(1_001));
    let expected = Rejection::PlanDetailAboveOriginal { index: 0, actual: Fen::new(1_001), original: Fen::new(1_000) };
    assert_eq!(refused, Err(expected));
}

#[test]
fn no_service_costs_more_than_the_one_before_it() {
    let same = |offer: &mut Offer| {
        offer.details[2].actual_price = Fen::new(800);
        offer.total_actual = Fen::new(2_600);
    };
    assert_eq!(check(same), Ok(()), "as much is allowed");
    let refused = check(|offer| offer.details[2].actual_price = Fen::new(801));
    let expected = Rejection::PlanDetailRises { index: 2, actual: Fen::new(801), previous: Fen::new(800) };
    assert_eq!(refused, Err(expected));
}

#[test]
fn both_totals_are_sums_to_the_fen() {
    for (original, actual, field, sum) in [
        (2_999, 2_400, "total_original_price", 3_000),
        (3_001, 2_400, "total_original_price", 3_000),
        (3_000, 2_399, "total_actual_price", 2_400),
        (3_000, 2_401, "total_actual_price", 2_400),
    ] {
        let refused = check(|offer| {
            offer.total_original = Fen::new(original);
            offer.total_actual = Fen::new(actual);
        });
        let given = Fen::new(if field == "total_actual_price" { actual } else { original });
        assert_eq!(refused, Err(Rejection::PlanTotalMismatch { field, given, sum_of_details: Some(Fen::new(sum)) }));
    }
    let endless = check(|offer| {
        offer.details[0].original_price = Fen::new(i64::MAX);
        offer.total_original = Fen::new(1_999);
    });
    let (field, given) = ("total_original_price", Fen::new(1_999));
    let expected = Rejection::PlanTotalMismatch { field, given, sum_of_details: None };
    assert_eq!(endless, Err(expected), "sums do not wrap");
}

#[test]
fn no_service_costs_more_than_one_order_may() {
    let at_most = |price: i64| {
        let details = vec![detail("第一节", price, price), detail("第二节", 1, 1)];
        let total = Fen::new(price + 1);
        let offer = Offer { deduction_quantity: 2, total_original: total, total_actual: total, details, ..offer() };
        create(Terms { offer, ..terms() }, &service(), &ctx()).map(drop)
    };
    assert_eq!(at_most(CAP.get()), Ok(()));
    let above = Fen::new(CAP.get() + 1);
    assert_eq!(at_most(above.get()), Err(Rejection::PlanDetailAboveCap { index: 0, given: above, cap: CAP }));
}

#[test]
fn the_same_call_again_succeeds_again_and_another_does_not() {
    for plan in [normal(), stopped()] {
        assert_eq!(recreate(&plan, &terms()), Ok(Vec::new()));
        let other = Terms { offer: Offer { duration_days: 31, ..offer() }, ..terms() };
        assert_eq!(recreate(&plan, &other), Err(Rejection::ReentryDiffers));
        let broken = Terms { offer: Offer { deduction_quantity: 4, ..offer() }, ..terms() };
        assert_eq!(recreate(&plan, &broken).map_err(|r| name_of(&r)), Err("PlanDetailCount".into()), "comes first");
    }
}

#[test]
fn a_plan_stops_once() {
    let plan = normal();
    assert_eq!((plan.state(), plan.state().as_str()), (State::Normal, "NORMAL"));
    let plan = stopped();
    assert_eq!((plan.state(), plan.state().as_str()), (State::Stop, "STOP"));
    assert_eq!(plan.stopped, Some(Stopped { by: "1230000109".into(), at: NOON }));
    assert_eq!(stop(&plan, &at(HOUR)), Vec::new(), "and stays stopped since then");
}

#[test]
fn a_plan_is_there_for_its_own_sub_merchant_only() {
    let partner = |sub_mchid: &str| Party::Partner { sub_mchid: sub_mchid.into(), sub_appid: None };
    let of_a_provider = Plan { terms: Terms { party: partner("2"), ..terms() }, ..normal() };
    assert_eq!(of_a_provider.check_party(&partner("2")), Ok(()));
    assert_eq!(of_a_provider.check_party(&partner("3")), Err(Rejection::OrderNotFound));
    assert_eq!(of_a_provider.check_party(&Party::Direct), Err(Rejection::OrderNotFound));
    assert_eq!(normal().check_party(&Party::Direct), Ok(()));
    assert_eq!(normal().check_party(&partner("2")), Err(Rejection::OrderNotFound));
}

#[test]
fn precedence_of_create() {
    let faults: [Fault<Terms>; 5] = [
        ("PlanDetailCount", |terms| terms.offer.deduction_quantity = 9),
        ("PlanDetailAboveOriginal", |terms| terms.offer.details[1].original_price = Fen::new(799)),
        ("PlanDetailRises", |terms| terms.offer.details[2] = detail("第三节", 1_000, 900)),
        ("PlanTotalMismatch", |terms| terms.offer.total_original = Fen::new(1)),
        ("PlanDetailAboveCap", |terms| {
            terms.offer.details[0] = detail("第一节", 20_000, 20_000);
            (terms.offer.total_original, terms.offer.total_actual) = (Fen::new(22_000), Fen::new(21_400));
        }),
    ];
    assert_precedence(&terms(), &faults, |terms| create(terms.clone(), &service(), &ctx()).map(drop));
}
