//! What the server does by itself: orders move on as time passes, notifications go out, platform keys rotate.
//!
//! Of several things to wake up for, workers take the first that is listed: a simulation that is run again with the same
//! seed goes the same way.

pub(crate) mod nonces;
pub(crate) mod notifications;
pub(crate) mod platform;
pub(crate) mod records;
mod trouble;

use crate::clock::Now;
use payscore_domain::Moment;
use std::time::Duration;
pub(crate) use trouble::Trouble;

/// The longest a worker sleeps without looking: the wall clock may be set, and this bounds what that can delay.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// How long to sleep until `due` on the service clock. A frozen clock, or a slower one, is told of by an alarm.
fn until(due: Option<Moment>, now: Now) -> Duration {
    let seconds = due.and_then(|due| now.wall_seconds_until(due.unix()));
    let Some(seconds) = seconds else { return LONGEST_SLEEP };
    u64::try_from(seconds).map_or(Duration::ZERO, Duration::from_secs).min(LONGEST_SLEEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_follows_the_clocks_rate() {
        let sleep = |rate, due| until(Some(Moment::from_unix(due)), Now { wall: 0, service: 1000, rate }).as_secs();
        assert_eq!([sleep(1, 1030), sleep(60, 1030), sleep(10, 1030)], [30, 1, 3]);
        assert_eq!([sleep(1, 9000), sleep(0, 1030)], [60, 60], "never longer than the longest");
        assert_eq!([sleep(1, 1000), sleep(0, 1000), sleep(60, 10)], [0, 0, 0]);
        assert_eq!(until(None, Now { wall: 0, service: 0, rate: 1 }), LONGEST_SLEEP);
    }
}
