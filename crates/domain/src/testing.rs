//! What the tests of both order families share: a noon, users, and two ways of asking many questions at once.

use crate::context::Context;
use crate::draw::Draw;
use crate::moment::{Moment, ServiceTime};
use crate::rejection::Rejection;
pub(crate) use crate::tables::name_of;
use crate::user::{Behaviour, Candidate, User};

/// 2026-11-21 12:00:00 in Beijing.
pub(crate) const NOON: Moment = Moment::from_unix(1_795_233_600);
pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Noon, a bank that answers at once, and no complaint about early starts.
pub(crate) fn ctx() -> Context {
    Context { now: NOON, draw: Draw(7), deduction_seconds: 0, strict_start_time: false }
}

/// So many seconds after noon.
pub(crate) fn at(seconds: i64) -> Context {
    Context { now: NOON.plus(seconds), draw: Draw(u128::from(seconds.unsigned_abs()) + 1000), ..ctx() }
}

/// So many seconds after noon, with a bank that takes its time.
pub(crate) fn at_slow_bank(seconds: i64, deduction_seconds: i64) -> Context {
    Context { deduction_seconds, ..at(seconds) }
}

/// A time in a request, to the second.
pub(crate) fn second(seconds: i64) -> Option<ServiceTime> {
    Some(ServiceTime::Second(NOON.plus(seconds)))
}

/// A time in a request, to the day: 0 is today.
pub(crate) fn day(days: i64) -> Option<ServiceTime> {
    Some(ServiceTime::Day(NOON.plus(days * DAY - 12 * HOUR)))
}

/// The user whom test orders are for.
pub(crate) fn user(behaviour: Behaviour) -> User {
    User { openid: "o-user".into(), behaviour }
}

/// That user, about to start an order.
pub(crate) fn candidate(user: &User) -> Candidate<'_> {
    Candidate { user, authorized: user.behaviour.has_authorized(), in_progress: None }
}

/// Somebody else.
pub(crate) fn stranger() -> User {
    User { openid: "o-stranger".into(), behaviour: Behaviour::PaysAtOnce }
}

/// A fault, and how to commit it.
pub(crate) type Fault<S> = (&'static str, fn(&mut S));

/// Of any two faults committed at once, the caller is told the one that `rejection.rs` lists first.
pub(crate) fn assert_precedence<S: Clone>(
    scene: &S,
    faults: &[Fault<S>],
    decide: impl Fn(&S) -> Result<(), Rejection>,
) {
    assert_eq!(decide(scene), Ok(()), "the scene itself is faultless");
    let places: Vec<usize> = faults.iter().map(|(name, _)| place_in_rejection_rs(name)).collect();
    assert!(places.is_sorted(), "faults stand in the order of rejection.rs");
    for (index, (first, commit_first)) in faults.iter().enumerate() {
        for (later, commit_later) in &faults[index..] {
            let mut scene = scene.clone();
            commit_later(&mut scene);
            commit_first(&mut scene);
            let told = decide(&scene).map_err(|rejection| name_of(&rejection));
            assert_eq!(told, Err((*first).to_owned()), "{first} and {later} at once");
        }
    }
}

fn place_in_rejection_rs(name: &str) -> usize {
    let source = include_str!("rejection.rs");
    let place = source.lines().position(|line| {
        let rest = line.strip_prefix("    ").and_then(|line| line.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with([',', '(']) || rest == " {")
    });
    place.unwrap_or_else(|| panic!("{name} is no rejection"))
}
