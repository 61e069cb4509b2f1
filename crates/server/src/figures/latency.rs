//! How long calls take, as a histogram: coarse, small, and the same for a microsecond and a minute.

use std::time::Duration;

/// Two for each doubling, from 32 µs on.
const CLASSES: usize = 44;
const FIRST_MICROS: f64 = 32.0;

/// Counts by duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Latency([u32; CLASSES]);

impl Default for Latency {
    fn default() -> Self {
        Self([0; CLASSES])
    }
}

impl Latency {
    pub(crate) fn note(&mut self, took: Duration) {
        let halves = (took.as_secs_f64() * 1e6 / FIRST_MICROS).max(1.0).log2() * 2.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 0, and cut off above")]
        let class = (halves.ceil() as usize).min(CLASSES - 1);
        self.0[class] += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(sum, more)| *sum += more);
    }

    /// Upper bounds in seconds, each with how many took no longer: the last is for all that took longer, too.
    pub(crate) fn cumulated(&self) -> impl Iterator<Item = (f64, u64)> {
        let mut seen = 0;
        self.0.iter().zip(0_u32..).map(move |(count, class)| {
            seen += u64::from(*count);
            (longest_millis(class) / 1000.0, seen)
        })
    }

    /// So many milliseconds are enough for this share of the calls; `None` where there was none.
    pub(crate) fn quantile(&self, share: f64) -> Option<f64> {
        let all: u32 = self.0.iter().sum();
        let wanted = f64::from(all) * share;
        let mut seen = 0;
        let class = self.0.iter().position(|count| {
            seen += count;
            seen > 0 && f64::from(seen) >= wanted
        })?;
        Some(longest_millis(u32::try_from(class).unwrap_or_default()))
    }
}

/// What takes longer is in the next class.
fn longest_millis(class: u32) -> f64 {
    FIRST_MICROS * (f64::from(class) / 2.0).exp2() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_right_within_half_a_doubling() {
        let mut latency = Latency::default();
        assert_eq!(latency.quantile(0.5), None);
        for millis in 1..=100 {
            latency.note(Duration::from_millis(millis));
        }
        for (share, exact) in [(0.5, 50.0), (0.99, 99.0)] {
            let told = latency.quantile(share).expect("there are some");
            assert!(told >= exact && told <= exact * 2_f64.sqrt(), "{share}: {told}");
        }
        latency.note(Duration::from_secs(100_000));
        assert!(latency.quantile(1.0).is_some_and(|longest| longest > 60_000.0));
    }
}
