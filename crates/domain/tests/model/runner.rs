//! How many lives are lived, and from which seed.
//!
//! `PAYSCORE_MODEL_STEPS` says how many steps each kind takes at least; a failure names the `PAYSCORE_MODEL_SEED` with
//! which the failing life is among the first.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::Write as _;

/// Without a wish, each kind takes so many steps.
const STEPS: u64 = 20_000;
/// So many lives have a seed in common.
const LIVES: u32 = 64;

/// What happened in all lives so far: each state that was seen, each call that was accepted, each refusal.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) steps: u64,
    seen: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a thing by the first word of its name.
    pub(crate) fn see(&mut self, name: &str) {
        let word = name.split([' ', '(', '{']).next().unwrap_or(name);
        match self.seen.get_mut(word) {
            Some(count) => *count += 1,
            None => drop(self.seen.insert(word.to_owned(), 1)),
        }
    }
}

/// Lives lives of one kind until enough steps were taken. Every word of `wanted` must have been seen by then: states,
/// accepted calls and refusals that lives never reach would be tested by nobody.
pub(crate) fn run<S: Strategy>(
    kind: &str,
    lives: &S,
    wanted: &str,
    live: impl Fn(&S::Value, &mut Tally) -> Result<(), TestCaseError>,
) {
    let steps = number("PAYSCORE_MODEL_STEPS").unwrap_or(STEPS);
    let first = number("PAYSCORE_MODEL_SEED").unwrap_or_else(|| RandomState::new().hash_one(kind) >> 32);
    let tally = RefCell::new(Tally::default());
    for seed in first.. {
        let config = Config { cases: LIVES, failure_persistence: None, ..Config::default() };
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        if let Err(error) = runner.run(lives, |life| live(&life, &mut tally.borrow_mut())) {
            panic!("{kind}, to be seen again with PAYSCORE_MODEL_SEED={seed} PAYSCORE_MODEL_STEPS=1:\n{error}");
        }
        if tally.borrow().steps >= steps {
            break;
        }
    }
    let Tally { steps, seen } = tally.into_inner();
    // Past the test harness, which would swallow it.
    let _ = writeln!(std::io::stderr(), "{kind}: {steps} steps from PAYSCORE_MODEL_SEED={first}: {seen:?}");
    if steps >= STEPS {
        let missed: Vec<_> = wanted.split_whitespace().filter(|name| !seen.contains_key(*name)).collect();
        assert!(missed.is_empty(), "{kind}: no life came to {missed:?}");
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text} is not a number")))
}
