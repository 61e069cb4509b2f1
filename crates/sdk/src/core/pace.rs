//! How fast calls may go out: the generic cell rate algorithm, on a clock that is passed in.

use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// At most so many calls a second, for a whole client and its clones. Calls over it wait for their turn.
///
/// Upstream limits each merchant number and operation, mostly without saying how far; queries of payments are known to
/// be cut off at 600 a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    per_second: NonZeroU32,
    burst: NonZeroU32,
}

impl RateLimit {
    /// So many calls a second, evenly spread.
    #[must_use]
    pub fn per_second(calls: NonZeroU32) -> Self {
        Self { per_second: calls, burst: NonZeroU32::MIN }
    }

    /// The same, letting so many go at once after a silence.
    #[must_use]
    pub fn burst(self, calls: NonZeroU32) -> Self {
        Self { burst: calls, ..self }
    }
}

/// Keeps to a rate: one call each `interval`, up to `burst` at once.
#[derive(Debug)]
pub(crate) struct Pace {
    interval: Duration,
    tolerance: Duration,
    /// When the next call would be due if all had come evenly.
    due: Mutex<Duration>,
}

impl From<RateLimit> for Pace {
    fn from(limit: RateLimit) -> Self {
        Self::new(Duration::from_secs(1) / limit.per_second.get(), limit.burst.get())
    }
}

impl Pace {
    pub(crate) fn new(interval: Duration, burst: u32) -> Self {
        Self { interval, tolerance: interval * (burst - 1), due: Mutex::new(Duration::ZERO) }
    }

    /// Whether there is a place that need not be waited for.
    pub(crate) fn has_room(&self, now: Duration) -> bool {
        *self.due.lock().unwrap_or_else(PoisonError::into_inner) <= now + self.tolerance
    }

    /// Takes a place: how long to wait for it. `Err` with that wait if it would be longer than `patience`; then no
    /// place is taken.
    pub(crate) fn reserve(&self, now: Duration, patience: Duration) -> Result<Duration, Duration> {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let at = (*due).max(now);
        let wait = at.saturating_sub(now + self.tolerance);
        if wait > patience {
            return Err(wait);
        }
        *due = at + self.interval;
        Ok(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn calls_are_spread_over_the_second() {
        let pace = Pace::from(RateLimit::per_second(NonZeroU32::new(4).unwrap()));
        let waits: Vec<Duration> = (0..4).map(|_| pace.reserve(SECOND, SECOND).unwrap()).collect();
        assert_eq!(waits, [ms(0), ms(250), ms(500), ms(750)]);
        assert_eq!(pace.reserve(ms(5_000), SECOND), Ok(ms(0)), "silence makes up for it");
    }

    #[test]
    fn a_burst_goes_at_once_and_is_saved_up_again() {
        let limit = RateLimit::per_second(NonZeroU32::new(4).unwrap()).burst(NonZeroU32::new(3).unwrap());
        let pace = Pace::from(limit);
        let waits: Vec<Duration> = (0..5).map(|_| pace.reserve(SECOND, SECOND).unwrap()).collect();
        assert_eq!(waits, [ms(0), ms(0), ms(0), ms(250), ms(500)]);
        assert_eq!(pace.reserve(ms(2_250), SECOND), Ok(ms(0)));
    }

    #[test]
    fn who_would_wait_too_long_takes_no_place() {
        let pace = Pace::from(RateLimit::per_second(NonZeroU32::MIN));
        assert_eq!(pace.reserve(SECOND, ms(500)), Ok(ms(0)));
        assert_eq!(pace.reserve(SECOND, ms(500)), Err(SECOND));
        assert_eq!(pace.reserve(SECOND, ms(1_500)), Ok(SECOND));
    }
}
