//! When platform certificates are downloaded: on schedule, and when an answer is signed with one that is not known yet.
//! Bookkeeping only, the same for both clients; the time is the timer's.

use crate::config::Config;
use crate::core::AuthenticityError;
use crate::core::pace::Pace;
use payscore_wire::SignatureError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// After a download that failed, the next one.
const SOON: Duration = Duration::from_secs(5 * 60);
/// Unknown serials cause so many downloads in a row, then one each minute: whoever makes them up causes no more.
const ON_DEMAND: u32 = 3;
const ON_DEMAND_INTERVAL: Duration = Duration::from_secs(60);

/// A client's downloads so far.
pub(crate) struct Refresh {
    every: Option<Duration>,
    on_demand: Pace,
    attempts: AtomicU64,
    /// In milliseconds of the timer.
    due: AtomicU64,
}

impl Refresh {
    pub(crate) fn new(config: &Config) -> Self {
        let refresh = Self {
            every: config.certificate_refresh(),
            on_demand: Pace::new(ON_DEMAND_INTERVAL, ON_DEMAND),
            attempts: AtomicU64::new(0),
            due: AtomicU64::new(u64::MAX),
        };
        refresh.schedule(config, true);
        refresh
    }

    /// How many downloads there have been: whoever needs one, and waited for its turn, sees by it that another was
    /// faster.
    pub(crate) fn attempts(&self) -> u64 {
        self.attempts.load(Ordering::Acquire)
    }

    /// Whether an unknown serial may cause a download now.
    pub(crate) fn admits(&self, config: &Config) -> bool {
        self.every.is_some() && self.on_demand.reserve(config.timer().elapsed(), Duration::ZERO).is_ok()
    }

    /// How long until the next download on schedule; `None` if there is none to come: the merchant has no platform
    /// certificates, or wants none downloaded.
    pub(crate) fn due_in(&self, config: &Config) -> Option<Duration> {
        if self.every.is_none() || !config.platform_keys().has_certificates() {
            return None;
        }
        Some(Duration::from_millis(self.due.load(Ordering::Relaxed)).saturating_sub(config.timer().elapsed()))
    }

    /// Notes that a download is over.
    pub(crate) fn finished(&self, config: &Config, successful: bool) {
        self.schedule(config, successful);
        self.attempts.fetch_add(1, Ordering::Release);
    }

    fn schedule(&self, config: &Config, successful: bool) {
        let Some(every) = self.every else { return };
        let timer = config.timer();
        // Spread over a tenth, so that a fleet that was started at once does not come at once.
        let wait = if successful { every.mul_f64(1.0 - 0.1 * timer.jitter()) } else { SOON.min(every) };
        let due = (timer.elapsed() + wait).as_millis();
        self.due.store(u64::try_from(due).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// Whether it is for want of a platform certificate, which may be there by now, that an answer is not believed.
pub(crate) fn wants_certificate(verified: &Result<(), AuthenticityError>) -> bool {
    match verified {
        // Public keys are not downloaded: they are configured.
        Err(AuthenticityError::Signature(SignatureError::UnknownSerial { serial })) => {
            !serial.starts_with("PUB_KEY_ID_")
        }
        _ => false,
    }
}

#[cfg(test)]
#[path = "refresh_tests.rs"]
mod tests;
