//! A few seeds, so that a change that breaks the simulation, or is found by it at once, is seen with the other tests.

use payscore_simulation::store::StoreBug;
use payscore_simulation::{Outcome, Provision, run};
use std::sync::{Arc, OnceLock};

fn provision() -> &'static Arc<Provision> {
    static PROVISION: OnceLock<Arc<Provision>> = OnceLock::new();
    PROVISION.get_or_init(|| Arc::new(Provision::new().expect("keys and merchants")))
}

fn violation(seed: u64, bug: Option<StoreBug>) -> Option<String> {
    run(seed, provision(), bug).violation
}

#[test]
fn nothing_is_violated() {
    let (mut acts, mut crashes) = (0, 0);
    for seed in 1..=40 {
        let outcome = run(seed, provision(), None);
        assert_eq!(outcome.violation, None, "seed {seed}: {:#?}", outcome.trace);
        acts += outcome.acts;
        crashes += outcome.trace.iter().filter(|line| line.contains("crash: ")).count();
    }
    assert!(acts > 400 && crashes > 10, "little happened: {acts} acts, {crashes} crashes");
}

#[test]
fn a_seed_always_goes_the_same_way() {
    for seed in [3, 11, 29] {
        let Outcome { trace, .. } = run(seed, provision(), None);
        assert!(trace.len() > 20, "{trace:#?}");
        // Other keys, the same way.
        let again = run(seed, &Arc::new(Provision::new().expect("keys and merchants")), None);
        assert_eq!(again.trace, trace, "seed {seed}");
    }
}

/// The first seed that finds a bug.
fn found(bug: StoreBug) -> u64 {
    (1..=1000).find(|seed| violation(*seed, Some(bug)).is_some()).expect("a thousand seeds find it")
}

#[test]
fn a_lost_update_is_found() {
    assert!(found(StoreBug::LostUpdate) <= 200);
}

#[test]
fn a_forgotten_notification_is_found() {
    assert!(found(StoreBug::ForgottenNotification) <= 200);
}

#[test]
fn an_answer_that_does_not_wait_for_its_commit_is_found() {
    assert!(found(StoreBug::EarlyAck) <= 50);
}

#[test]
fn a_panic_behind_a_lost_answer_is_found() {
    let found = (1..=50).find_map(|seed| violation(seed, Some(StoreBug::Panic))).expect("fifty seeds find it");
    assert!(found.starts_with("a panic at ") && found.ends_with(": a bug that was put in"), "{found}");
}
