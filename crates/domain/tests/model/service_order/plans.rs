//! What is drawn.

use super::{Bill, Call, Change, Reminding, Setup};
use crate::driver::{CAP, START, behaviour, in_progress};
use crate::when::{When, when};
use proptest::prelude::*;

pub(crate) fn setup() -> impl Strategy<Value = Setup> {
    let deposit = prop::option::of(prop_oneof![Just(1), Just(500), Just(CAP), 1_i64..CAP, Just(CAP + 1)]);
    let planned = |seconds: std::ops::Range<i64>| {
        prop::option::of(when(seconds).prop_map(|when| match when {
            When::Second(later) => When::Second(START + later),
            When::Day(later) => When::Day(later).ago(START),
        }))
    };
    let period = (planned(-100..100), planned(0..4_000));
    let bank_seconds = prop_oneof![2 => Just(0_i64), 1 => 1_i64..600];
    let user = (behaviour(), in_progress());
    let modes = (prop::bool::weighted(0.2), prop::bool::weighted(0.7));
    (modes, deposit, period, user, bank_seconds).prop_map(
        |(
            (acquiring, confirmed_by_user),
            deposit,
            (planned_start, planned_end),
            (behaviour, in_progress),
            bank_seconds,
        )| Setup {
            acquiring,
            confirmed_by_user,
            deposit,
            planned_start,
            planned_end,
            behaviour,
            bank_seconds,
            in_progress,
        },
    )
}

/// Confirmed and completed, as most orders are.
pub(crate) fn beginning() -> Vec<Call> {
    vec![
        Call::Confirm(0, 0),
        Call::Complete(Bill { price: 500, off: 0, total: 500, start: None, end: Some(When::Second(0)), more: 0 }),
    ]
}

/// Times in plans are seconds before the call.
pub(crate) fn plan() -> impl Strategy<Value = Call> {
    let who = || prop_oneof![4 => Just(0_u8), 1 => Just(1_u8)];
    let price = prop_oneof![Just(0_i64), Just(500), Just(501), 0_i64..2_000, CAP..CAP + 3];
    let off = prop_oneof![3 => Just(0_i64), 1 => 0_i64..600];
    let slip = prop_oneof![8 => Just(0_i64), 1 => Just(1_i64), 1 => Just(-1_i64)];
    let end = prop_oneof![1 => Just(None), 5 => when(prop_oneof![4 => -2_i64..30, 1 => 0_i64..5_000]).prop_map(Some)];
    let start = prop_oneof![4 => Just(None), 1 => when(0_i64..100).prop_map(Some)];
    let bill = (price, off, slip, start, end, 0_u8..4).prop_map(|(price, off, slip, start, end, more)| {
        let total = price - off + slip;
        Bill { price, off, total, start, end, more }
    });
    let sum =
        || (prop_oneof![Just(0_i64), 499_i64..502, 0_i64..2_000], prop_oneof![9 => Just(0_i64), 1 => Just(1_i64)]);
    let change = (sum(), 0_u8..2).prop_map(|((price, slip), reason)| Change { price, total: price + slip, reason });
    let reminding =
        (any::<bool>(), sum(), prop_oneof![-1_i64..2, 6_i64..9]).prop_map(|(prepaid, (price, slip), day)| {
            let total = price + slip;
            Reminding { prepaid, price, total, day }
        });
    prop_oneof![
        2 => change.prop_map(Call::Modify),
        2 => reminding.prop_map(Call::Remind),
        2 => Just(Call::Collect),
        2 => (0_u8..3).prop_map(Call::Register),
        1 => prop::option::of(any::<u8>()).prop_map(Call::Again),
        3 => (who(), in_progress()).prop_map(|(who, others)| Call::Confirm(who, others)),
        1 => who().prop_map(Call::Decline),
        5 => bill.prop_map(Call::Complete),
        1 => (0_u8..2).prop_map(Call::Cancel),
        2 => prop_oneof![-3_i64..1, 0_i64..100].prop_map(Call::Sync),
        1 => Just(Call::Pay),
    ]
}
