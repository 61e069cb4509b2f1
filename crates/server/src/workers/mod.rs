//! What the server does by itself: orders move on as time passes, notifications go out, platform keys rotate.

pub(crate) mod notifications;
pub(crate) mod platform;
pub(crate) mod records;

use crate::clock::Clock;
use payscore_domain::Moment;
use std::time::Duration;

/// The longest a worker sleeps without looking: the wall clock may be set, and this bounds what that can delay.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// How long to sleep until `due` on the service clock.
fn until(due: Option<Moment>, clock: &Clock) -> Duration {
    let Some(due) = due else { return LONGEST_SLEEP };
    let seconds = due.unix().saturating_sub(clock.service().unix());
    u64::try_from(seconds).map_or(Duration::ZERO, Duration::from_secs).min(LONGEST_SLEEP)
}
