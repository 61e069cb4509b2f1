//! What is counted while a load runs.

use super::plan::{Event, Operation};
use hdrhistogram::Histogram;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Three digits of each value are kept, up to two minutes: more than any call may take.
const DIGITS: u8 = 3;
const LONGEST_MICROSECONDS: u64 = 120_000_000;
/// So many errors are told with their words.
const FIRST_ERRORS: usize = 5;

/// How long things took, in microseconds.
#[derive(Clone, Debug)]
pub(super) struct Latencies(Histogram<u64>);

impl Default for Latencies {
    fn default() -> Self {
        let histogram = Histogram::new_with_bounds(1, LONGEST_MICROSECONDS, DIGITS);
        Self(histogram.expect("constants that are bounds of a histogram"))
    }
}

impl Latencies {
    /// One more.
    pub(super) fn record(&mut self, latency: Duration) {
        self.0.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX).max(1));
    }

    /// How many.
    pub(super) fn count(&self) -> u64 {
        self.0.len()
    }

    /// Below which so many percent are, in milliseconds.
    pub(super) fn percentile(&self, percent: f64) -> f64 {
        milliseconds(self.0.value_at_percentile(percent))
    }

    /// The longest.
    pub(super) fn longest(&self) -> f64 {
        milliseconds(self.0.max())
    }

    /// The shortest.
    pub(super) fn shortest(&self) -> f64 {
        if self.0.is_empty() { 0.0 } else { milliseconds(self.0.min()) }
    }

    /// The mean.
    pub(super) fn mean(&self) -> f64 {
        self.0.mean() / 1e3
    }

    /// How many took from `from` up to, not including, `to` milliseconds.
    pub(super) fn between(&self, from: f64, to: f64) -> u64 {
        let (from, to) = (microseconds(from), microseconds(to).saturating_sub(1));
        if to < from { 0 } else { self.0.count_between(from, to) }
    }
}

fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1e3
}

fn microseconds(milliseconds: f64) -> u64 {
    (milliseconds * 1e3).round().clamp(0.0, LONGEST_MICROSECONDS as f64 * 2.0) as u64
}

/// An answer that was not as expected, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) operation: Operation,
    /// 0 where no answer came.
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
}

/// One second of the measured time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Second {
    /// As expected, by the operation's place.
    pub(super) answers: [u64; Operation::ALL.len()],
    pub(super) errors: u64,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Figures {
    latencies: [Latencies; Operation::ALL.len()],
    failures: [u64; Operation::ALL.len()],
    pub(super) seconds: Vec<Second>,
    pub(super) by_code: BTreeMap<(Operation, u16, String), u64>,
    pub(super) first_errors: Vec<Failure>,
    /// Which notifications are owed since when.
    pub(super) owed: Vec<(u64, Event, Instant)>,
}

impl Figures {
    /// An answer as expected, after `at` of measured time.
    pub(super) fn answer(&mut self, operation: Operation, latency: Duration, at: Duration) {
        self.latencies[operation.place()].record(latency);
        self.second(at).answers[operation.place()] += 1;
    }

    /// Any other outcome.
    pub(super) fn failure(&mut self, failure: Failure, at: Duration) {
        self.failures[failure.operation.place()] += 1;
        self.second(at).errors += 1;
        *self.by_code.entry((failure.operation, failure.status, failure.code.clone())).or_default() += 1;
        if self.first_errors.len() < FIRST_ERRORS {
            self.first_errors.push(failure);
        }
    }

    fn second(&mut self, at: Duration) -> &mut Second {
        let place = usize::try_from(at.as_secs()).unwrap_or(usize::MAX - 1);
        if self.seconds.len() <= place {
            self.seconds.resize(place + 1, Second::default());
        }
        &mut self.seconds[place]
    }

    /// How long this took, where it went well.
    pub(super) fn latencies(&self, operation: Operation) -> &Latencies {
        &self.latencies[operation.place()]
    }

    /// How often this did not go well.
    pub(super) fn failures(&self, operation: Operation) -> u64 {
        self.failures[operation.place()]
    }

    /// All answers that were as expected.
    pub(super) fn answers(&self) -> u64 {
        self.latencies.iter().map(Latencies::count).sum()
    }

    /// All that were not.
    pub(super) fn errors(&self) -> u64 {
        self.failures.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_within_a_thousandth() {
        let mut latencies = Latencies::default();
        (1..=10_000_u64).for_each(|micros| latencies.record(Duration::from_micros(micros)));
        for (percent, expected) in [(50.0, 5.0), (90.0, 9.0), (99.0, 9.9), (99.9, 9.99)] {
            let got = latencies.percentile(percent);
            assert!((got / expected - 1.0).abs() < 2e-3, "p{percent}: {got}");
        }
        assert!((latencies.longest() / 10.0 - 1.0).abs() < 2e-3);
        assert!((latencies.mean() / 5.0 - 1.0).abs() < 2e-3);
        assert_eq!(latencies.count(), 10_000);
    }

    #[test]
    fn ranges_share_no_value() {
        let mut latencies = Latencies::default();
        [500, 1_000, 1_001, 2_000].into_iter().for_each(|micros| latencies.record(Duration::from_micros(micros)));
        assert_eq!((latencies.between(0.0, 1.0), latencies.between(1.0, 2.0), latencies.between(2.0, 4.0)), (1, 2, 1));
        assert_eq!(latencies.between(2.0, 2.0), 0);
    }

    #[test]
    fn nothing_is_lost_beyond_the_bounds() {
        let mut latencies = Latencies::default();
        latencies.record(Duration::ZERO);
        latencies.record(Duration::from_secs(3_600));
        assert_eq!(latencies.count(), 2);
        assert!(latencies.longest() >= 120_000.0);
        assert_eq!(Latencies::default().percentile(99.0), 0.0, "of nothing");
    }

    #[test]
    fn errors_are_counted_by_code_and_the_first_are_kept() {
        let mut figures = Figures::default();
        let failure = |status, code: &str| Failure {
            operation: Operation::Create,
            status,
            code: code.to_owned(),
            message: "no".to_owned(),
        };
        for _ in 0..7 {
            figures.failure(failure(429, "FREQUENCY_LIMITED"), Duration::from_millis(2_500));
        }
        figures.failure(failure(0, "CONNECTION"), Duration::ZERO);
        figures.answer(Operation::Query, Duration::from_millis(1), Duration::from_secs(2));
        assert_eq!((figures.errors(), figures.answers()), (8, 1));
        assert_eq!(figures.by_code[&(Operation::Create, 429, "FREQUENCY_LIMITED".to_owned())], 7);
        assert_eq!(figures.first_errors.len(), FIRST_ERRORS);
        let errors: Vec<u64> = figures.seconds.iter().map(|second| second.errors).collect();
        assert_eq!((errors, figures.seconds[2].answers), (vec![1, 0, 7], [0, 1, 0, 0]));
    }
}
