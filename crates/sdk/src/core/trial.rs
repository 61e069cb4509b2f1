//! One call from its first attempt to its result: what both clients do around their HTTP libraries.

use crate::config::{BaseUrl, Config};
use crate::core::pace::Pace;
use crate::core::retry::{Failed, Next};
use crate::core::{Answer, Call, trace};
use crate::error::{Error, Throttled};
use http::StatusCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tracing::Span;

/// How long the backup host is preferred after the main one could not be reached.
const AVOIDED_FOR: Duration = Duration::from_secs(60);

/// Below here a 429 does not say that nothing was done.
const REFUNDS: &str = "/v3/refund/";

/// What a client's calls share: which host is reachable, and how fast they may go.
pub(crate) struct Traffic {
    pace: Option<Pace>,
    /// Until when the main host is avoided, in milliseconds of the timer.
    avoid_main_until: AtomicU64,
}

impl Traffic {
    pub(crate) fn new(config: &Config) -> Self {
        Self { pace: config.rate_limit().map(Pace::from), avoid_main_until: AtomicU64::new(0) }
    }
}

/// A call under way.
pub(crate) struct Trial<'a> {
    config: &'a Config,
    traffic: &'a Traffic,
    started: Duration,
    attempt: u32,
    backup: bool,
    moved: bool,
    /// An earlier attempt that may have taken effect.
    doubt: Option<Error>,
    span: Span,
}

/// What comes of an attempt.
pub(crate) enum Verdict {
    /// The call's result.
    Done(Result<Answer, Error>),
    /// Once more, after this.
    Again(Duration),
}

impl<'a> Trial<'a> {
    pub(crate) fn new(config: &'a Config, traffic: &'a Traffic, call: &Call) -> Self {
        let started = config.timer().elapsed();
        let avoided = Duration::from_millis(traffic.avoid_main_until.load(Ordering::Relaxed));
        let backup = config.backup().is_some() && started < avoided;
        Self { config, traffic, started, attempt: 1, backup, moved: false, doubt: None, span: trace::span(call) }
    }

    /// Where `tracing` is told of the call.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Where this attempt goes.
    pub(crate) fn base(&self) -> &'a BaseUrl {
        self.config.backup().filter(|_| self.backup).unwrap_or_else(|| self.config.base())
    }

    /// How long this attempt has to wait for its turn.
    pub(crate) fn turn(&self) -> Result<Duration, Error> {
        let Some(pace) = &self.traffic.pace else { return Ok(Duration::ZERO) };
        let now = self.config.timer().elapsed();
        let patience = self.config.total_timeout().saturating_sub(now - self.started);
        pace.reserve(now, patience).map_err(|wait| Throttled { wait }.into())
    }

    /// How long this attempt may take: mostly as long as any.
    pub(crate) fn timeout(&self) -> Duration {
        if self.attempt == 1 && self.traffic.pace.is_none() && self.config.timeout() <= self.config.total_timeout() {
            return self.config.timeout();
        }
        self.time_left().min(self.config.timeout())
    }

    /// How long the call may still take: a file's attempt may take all of it.
    pub(crate) fn time_left(&self) -> Duration {
        let left = self.config.total_timeout().saturating_sub(self.config.timer().elapsed() - self.started);
        left.max(Duration::from_millis(1))
    }

    /// What follows from an attempt's outcome.
    pub(crate) fn judge(&mut self, call: &Call, outcome: Result<Answer, Error>) -> Verdict {
        let timer = self.config.timer();
        let now = timer.elapsed();
        let error = match outcome {
            Ok(answer) => return self.done(Ok(answer), now),
            Err(error) => error,
        };
        let lost_host = matches!(&error, Error::Transport(transport) if transport.is_connect());
        let other_host = lost_host && !self.moved && self.config.backup().is_some();
        if lost_host && !self.backup {
            let until = u64::try_from((now + AVOIDED_FOR).as_millis()).unwrap_or(u64::MAX);
            self.traffic.avoid_main_until.store(until, Ordering::Relaxed);
        }
        let next = self.config.retry().decide(&Failed {
            call,
            error: &error,
            attempt: self.attempt,
            elapsed: now - self.started,
            total: self.config.total_timeout(),
            other_host,
            jitter: timer.jitter(),
        });
        match next {
            Next::Stop => {
                let error = self.final_error(call, error);
                self.done(Err(error), now)
            }
            Next::Wait(wait) => {
                trace::again(&self.span, self.attempt, &error, wait);
                self.attempt += 1;
                if lost_host && self.config.backup().is_some() {
                    self.backup = !self.backup;
                    self.moved = true;
                }
                if error.may_have_taken_effect() {
                    self.doubt = Some(error);
                }
                Verdict::Again(wait)
            }
        }
    }

    fn done(&self, result: Result<Answer, Error>, now: Duration) -> Verdict {
        trace::done(&self.span, self.attempt, &result, now - self.started);
        Verdict::Done(result)
    }

    /// That the last attempt did nothing does not mean that none did.
    fn final_error(&mut self, call: &Call, last: Error) -> Error {
        match (self.doubt.take(), last) {
            // Upstream accepts nothing that it answers with 429, except perhaps refunds.
            (None, Error::Api(mut refusal)) if refusal.status == StatusCode::TOO_MANY_REQUESTS => {
                refusal.in_doubt = call.path.starts_with(REFUNDS);
                Error::Api(refusal)
            }
            (None, last) => last,
            (Some(_), Error::Api(mut refusal)) => {
                refusal.in_doubt = true;
                Error::Api(refusal)
            }
            (Some(doubt), last) => {
                if last.may_have_taken_effect() {
                    last
                } else {
                    doubt
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "trial_tests.rs"]
mod tests;
