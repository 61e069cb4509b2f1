use super::table_tests::{TOTAL, ask, asked, none, paid, settled};
use super::*;
use crate::context::Context;
use crate::ids::OutRefundNo;
use crate::rejection::Rejection;
use crate::testing::{Fault, NOON, assert_precedence, at, ctx};
use proptest::prelude::*;

fn because(reason: &str, ask: Ask) -> Ask {
    Ask { reason: Some(reason.to_owned()), ..ask }
}

fn caught_up(mut refunds: Refunds, ctx: &Context) -> Refunds {
    while let Some(event) = on_due(&refunds, ctx) {
        refunds.apply(&event);
    }
    refunds
}

#[test]
fn succeeds_after_three_seconds_unless_its_reason_says_otherwise() {
    for (reason, end) in [("缺货", Status::Success), ("CLOSED", Status::Closed), ("ABNORMAL", Status::Abnormal)] {
        let refunds = asked(none(), &because(reason, ask("r-1", 1)), &ctx());
        assert_eq!((refunds.state(), refunds.next_due()), ("PROCESSING", Some(NOON.plus(3))));
        assert_eq!(on_due(&refunds, &at(2)), None);
        // However late it is looked at, it happened after three seconds.
        let refunds = caught_up(refunds, &at(1000));
        let change = Change { status: end, at: NOON.plus(3) };
        assert_eq!((refunds.refunds[0].changes.as_slice(), refunds.next_due()), ([change].as_slice(), None));
    }
}

#[test]
fn reasons_that_are_refused() {
    let refused = |reason| refund(&none(), &because(reason, ask("r-1", 1)), &ctx());
    assert_eq!(refused("NOT_ENOUGH"), Err(Rejection::NotEnough));
    assert_eq!(refused("USER_ACCOUNT_ABNORMAL"), Err(Rejection::UserAccountAbnormal));
}

#[test]
fn parts_up_to_what_was_paid_and_not_a_fen_more() {
    let refunds = asked(none(), &ask("r-1", 400), &ctx());
    let above = Rejection::AboveRefundable { given: Fen::new(601), left: Fen::new(600) };
    assert_eq!(refund(&refunds, &ask("r-2", 601), &ctx()), Err(above));
    let refunds = asked(refunds, &ask("r-2", 600), &ctx());
    assert_eq!(refund(&refunds, &ask("r-3", 1), &ctx()), Err(Rejection::FullyRefunded));
    assert_eq!(refunds.left(), Fen::ZERO);
}

#[test]
fn a_closed_refund_frees_its_amount_and_an_abnormal_one_does_not() {
    let refunds = asked(none(), &ask("r-1", 1000), &ctx());
    let abnormal = settled(refunds.clone(), "r-1", Status::Abnormal);
    assert_eq!(refund(&abnormal, &ask("r-2", 1), &at(2)), Err(Rejection::FullyRefunded));
    let closed = settled(abnormal, "r-1", Status::Closed);
    assert_eq!(closed.left(), TOTAL);
    assert_eq!(asked(closed, &ask("r-2", 1000), &at(2)).left(), Fen::ZERO);
}

#[test]
fn the_same_call_again_changes_nothing_and_another_is_refused() {
    let first = ask("r-1", 1000);
    let refunds = caught_up(asked(none(), &first, &ctx()), &at(10));
    assert_eq!(refund(&refunds, &first, &at(20)), Ok(Vec::new()));
    let years_later = at(400 * crate::testing::DAY);
    assert_eq!(refund(&refunds, &first, &years_later), Ok(Vec::new()));
    for other in [ask("r-1", 999), because("缺货", ask("r-1", 1000))] {
        assert_eq!(refund(&refunds, &other, &at(20)), Err(Rejection::RefundReentryDiffers));
    }
}

#[test]
fn for_365_days() {
    let last = at(REFUNDABLE_DAYS * crate::testing::DAY);
    assert!(refund(&none(), &ask("r-1", 1), &last).is_ok());
    let late = at(REFUNDABLE_DAYS * crate::testing::DAY + 1);
    let refused = Rejection::RefundTooLate(NOON.compact());
    assert_eq!(refund(&none(), &ask("r-1", 1), &late), Err(refused));
}

#[test]
fn in_fifty_parts() {
    let refunds = (0..50).fold(none(), |refunds, part| asked(refunds, &ask(&format!("r-{part}"), 1), &at(part)));
    assert_eq!(refund(&refunds, &ask("r-50", 1), &at(50)), Err(Rejection::TooManyRefunds));
}

#[test]
fn the_accounts_that_pay_add_up_to_the_refund() {
    let source = |amount| Source { account: "AVAILABLE".to_owned(), amount: Fen::new(amount) };
    let split = |from: Vec<Source>| Ask { from, ..ask("r-1", 10) }.check();
    assert_eq!(split(vec![source(4), source(6)]), Ok(()));
    let mismatch = |sum_of| Err(Rejection::RefundSourcesMismatch { given: Fen::new(10), sum_of });
    assert_eq!(split(vec![source(4)]), mismatch(Some(Fen::new(4))));
    assert_eq!(split(vec![source(i64::MAX), source(11)]), mismatch(None));
}

#[test]
fn of_two_faults_the_first_listed_is_told() {
    type Scene = (Refunds, Ask, i64);
    let faults: [Fault<Scene>; 9] = [
        ("RefundAboveTotal", |(_, ask, _)| ask.total = Fen::ZERO),
        ("RefundSourcesMismatch", |(_, ask, _)| {
            ask.from = vec![Source { account: "AVAILABLE".to_owned(), amount: Fen::new(7) }];
        }),
        ("RefundReentryDiffers", |(refunds, ask, _)| {
            let mut taken = refunds.refunds[0].clone();
            taken.ask.out_refund_no = "taken".into();
            refunds.refunds.push(taken);
            ask.out_refund_no = "taken".into();
        }),
        ("RefundTooLate", |(_, _, days)| *days = REFUNDABLE_DAYS + 1),
        ("RefundTotalDiffers", |(_, ask, _)| ask.total = ask.total.checked_add(Fen::new(1)).expect("small")),
        ("AboveRefundable", |(_, ask, _)| ask.amount = Fen::new(1000)),
        ("TooManyRefunds", |(refunds, _, _)| {
            let refund = refunds.refunds[0].clone();
            refunds.refunds.resize(50, refund);
        }),
        ("NotEnough", |(_, ask, _)| ask.reason = Some("NOT_ENOUGH".to_owned())),
        ("UserAccountAbnormal", |(_, ask, _)| {
            if ask.reason.is_none() {
                ask.reason = Some("USER_ACCOUNT_ABNORMAL".to_owned());
            }
        }),
    ];
    let scene = (asked(none(), &ask("earlier", 1), &ctx()), ask("r-1", 2), 0);
    assert_precedence(&scene, &faults, |(refunds, ask, days)| {
        refund(refunds, ask, &at(days * crate::testing::DAY)).map(drop)
    });
}

#[test]
fn as_it_stood_when_a_bill_was_drawn_up() {
    let refunds = asked(none(), &because("ABNORMAL", ask("r-1", 1)), &ctx());
    let mut refunds = caught_up(refunds, &at(3));
    let change = Change { status: Status::Success, at: NOON.plus(10) };
    refunds.apply(&Event::Settled { out_refund_no: "r-1".into(), change });
    let refund = &refunds.refunds[0];
    let then = |seconds| refund.status_at(NOON.plus(seconds));
    assert_eq!(
        (then(3), then(4), then(10), then(11)),
        (Status::Processing, Status::Abnormal, Status::Abnormal, Status::Success)
    );
}

#[test]
fn is_found_by_its_days() {
    let refunds = asked(asked(none(), &ask("r-1", 1), &ctx()), &ask("r-2", 1), &at(1));
    let names = |refunds: &Refunds| -> Vec<String> {
        refunds.handles().iter().map(|handle| format!("{}={}", handle.name, handle.value)).collect()
    };
    assert_eq!(names(&refunds), ["refunded_on=20261121"]);
    let mut closed = refunds;
    let change = Change { status: Status::Closed, at: NOON.plus(crate::testing::DAY) };
    closed.apply(&Event::Settled { out_refund_no: "r-2".into(), change });
    assert_eq!(names(&closed).last().map(String::as_str), Some("refunded_on=20261122"));
}

proptest! {
    /// Whatever is asked for and however it is settled: never more than was paid, and of the fee nothing is kept once
    /// all is refunded, nor ever given back what was not taken.
    #[test]
    fn never_more_than_was_paid(
        total in 1_i64..100_000,
        calls in proptest::collection::vec((1_i64..60_000, 0..4_u8, any::<bool>()), 1..60),
    ) {
        let mut refunds = Refunds::none_of(Paid { total: Fen::new(total), ..paid() }, NOON);
        for (index, (amount, end, all)) in calls.into_iter().enumerate() {
            let number = format!("r-{index}");
            let amount = if all { refunds.left().get().max(1) } else { amount };
            let ask = Ask { total: Fen::new(total), ..ask(&number, amount) };
            if let Ok(events) = refund(&refunds, &ask, &ctx()) {
                events.iter().for_each(|event| refunds.apply(event));
                let end = [None, Some(Status::Success), Some(Status::Closed), Some(Status::Abnormal)][usize::from(end)];
                if let Some(status) = end {
                    let change = Change { status, at: NOON };
                    refunds.apply(&Event::Settled { out_refund_no: OutRefundNo::from(number), change });
                }
            }
            let open = refunds.refunds.iter().filter(|refund| refund.status() != Status::Closed);
            let (sum, returned) = open.fold((0, 0), |(sum, returned), refund| {
                (sum + refund.ask.amount.get(), returned + refund.fee_returned.get())
            });
            prop_assert!(sum <= total);
            let taken = crate::fee::fee(Fen::new(total)).get();
            prop_assert!((0..=taken).contains(&returned));
            prop_assert!(sum < total || returned == taken);
            prop_assert_eq!(refunds.left().get(), total - sum);
        }
    }
}
