//! What is drawn.

use super::{Bill, Call, Setup};
use crate::driver::{CAP, behaviour, in_progress};
use payscore_domain::retail::RetailKind;
use proptest::prelude::*;

pub(crate) fn setup() -> impl Strategy<Value = Setup> {
    let risk = prop::option::of(prop_oneof![Just(1), Just(500), Just(CAP), 1_i64..CAP, Just(CAP + 1)]);
    let bank_seconds = prop_oneof![2 => Just(0_i64), 1 => 1_i64..600];
    let user = (behaviour(), in_progress());
    let kind = prop::sample::select(&[RetailKind::SmartRetail, RetailKind::PayAfter][..]);
    (kind, prop::bool::weighted(0.7), risk, user, bank_seconds).prop_map(
        |(kind, confirmed_by_user, risk, (behaviour, in_progress), bank_seconds)| Setup {
            kind,
            confirmed_by_user,
            risk,
            behaviour,
            bank_seconds,
            in_progress,
        },
    )
}

/// Confirmed and completed, as most orders are.
pub(crate) fn beginning() -> Vec<Call> {
    let (used, reason, right_ticket, more) = (true, false, true, false);
    let bill = Bill { used, reason, fee: 1, total: 1, end: Some(0), right_ticket, more };
    vec![Call::Confirm(0, 0), Call::Complete(bill)]
}

/// Times in plans are seconds before the call.
pub(crate) fn plan() -> impl Strategy<Value = Call> {
    let who = || prop_oneof![4 => Just(0_u8), 1 => Just(1_u8)];
    let fee = prop_oneof![2 => Just(0_i64), 1 => Just(500), 1 => Just(501), 2 => 0_i64..2_000, 1 => CAP..CAP + 3];
    let slip = prop_oneof![8 => Just(0_i64), 1 => Just(1_i64), 1 => Just(-1_i64)];
    let end = prop_oneof![1 => Just(None), 4 => (-2_i64..30).prop_map(Some), 1 => (0_i64..5_000).prop_map(Some)];
    let flags = (prop::bool::weighted(0.7), prop::bool::weighted(0.8), prop::bool::weighted(0.9), any::<bool>());
    let bill = (fee, slip, end, flags).prop_map(|(fee, slip, end, (used, reason, right_ticket, more))| {
        let total = fee + slip;
        Bill { used, reason, fee, total, end, right_ticket, more }
    });
    prop_oneof![
        1 => prop::option::of(any::<u8>()).prop_map(Call::Again),
        3 => (who(), in_progress()).prop_map(|(who, others)| Call::Confirm(who, others)),
        1 => who().prop_map(Call::Decline),
        5 => bill.prop_map(Call::Complete),
        1 => (0_u8..2).prop_map(Call::Cancel),
        1 => Just(Call::Pay),
        1 => prop_oneof![-3_i64..1, 0_i64..600].prop_map(Call::Sync),
    ]
}
