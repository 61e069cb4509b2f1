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
/// Unknown serials cause so many downloads in vain in a row, then one each minute: whoever makes them up causes no more.
const ON_DEMAND: u32 = 3;
const ON_DEMAND_INTERVAL: Duration = Duration::from_secs(60);

/// A client's downloads so far.
pub(crate) struct Refresh {
    every: Option<Duration>,
    on_demand: Pace,
    begun: AtomicU64,
    /// In milliseconds of the timer.
    due: AtomicU64,
}

impl Refresh {
    pub(crate) fn new(config: &Config) -> Self {
        let refresh = Self {
            every: config.certificate_refresh(),
            on_demand: Pace::new(ON_DEMAND_INTERVAL, ON_DEMAND),
            begun: AtomicU64::new(0),
            due: AtomicU64::new(u64::MAX),
        };
        refresh.schedule(config, true);
        refresh
    }

    /// How many downloads have begun. Whoever needs one, and waited for its turn, sees by it that another has asked for
    /// the list since. One that was under way by then does not count: its list may be older than what is needed.
    pub(crate) fn begun(&self) -> u64 {
        self.begun.load(Ordering::Acquire)
    }

    /// Notes that a download begins.
    pub(crate) fn begin(&self) {
        self.begun.fetch_add(1, Ordering::Release);
    }

    /// Whether to download the list for this serial, now that it is one's turn: not if it is known by now, not if the
    /// list was asked for since `begun` was read, and not if that was in vain too often.
    pub(crate) fn may_find(&self, serial: &str, begun: u64, config: &Config) -> bool {
        self.every.is_some()
            && config.platform_keys().get(serial).is_none()
            && self.begun() == begun
            && self.on_demand.has_room(config.timer().elapsed())
    }

    /// Notes that a download on demand is over: one that did not bring what was wanted counts.
    pub(crate) fn demanded(&self, config: &Config, serial: &str) {
        if config.platform_keys().get(serial).is_none() {
            let _ = self.on_demand.reserve(config.timer().elapsed(), Duration::ZERO);
        }
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

/// The platform certificate for want of which something is not believed: it may be there by now.
pub(crate) fn wanted_certificate(reason: &AuthenticityError) -> Option<&str> {
    match reason {
        // Public keys are not downloaded: they are configured.
        AuthenticityError::Signature(SignatureError::UnknownSerial { serial })
            if !serial.starts_with("PUB_KEY_ID_") =>
        {
            Some(serial)
        }
        _ => None,
    }
}

/// A cache that cannot be written to costs the next process a download, and nothing else.
pub(crate) fn not_kept(saved: std::io::Result<()>) {
    if let Err(error) = saved {
        tracing::warn!(error = &error as &dyn std::error::Error, "the platform certificates were not kept");
    }
}

#[cfg(test)]
#[path = "refresh_tests.rs"]
mod tests;
