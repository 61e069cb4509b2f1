//! Whether a call that failed is tried again, and when. A pure decision, the same for both clients: from the error, what
//! was tried so far and how long it took, to waiting or stopping. `docs/sdk-faults.md` shows what comes of it.

use crate::core::Call;
use crate::error::{ApiError, Error, TransportKind};
use http::{Method, StatusCode};
use payscore_api::operation_at;
use payscore_api::spec::OperationSpec;
use std::time::Duration;

/// Upstream's limits count the calls of a second: to come back sooner is to be refused again.
const LIMITED_PAUSE: Duration = Duration::from_secs(1);

/// When a failed call is tried again. Each try is signed afresh, with a new nonce and the time of that moment.
///
/// What was certainly not done (no connection, a signed 429) is tried again whatever it is. What may have been done
/// (time ran out, the connection broke, 5xx) is tried again only where a second call cannot do it twice: every GET, the
/// operations that upstream says may be repeated ([`OperationSpec::reentrant`]), and
/// those named here.
///
/// ```
/// use payscore::RetryPolicy;
/// use std::time::Duration;
///
/// let policy = RetryPolicy::default()
///     .attempts(6)
///     .base_delay(Duration::from_millis(100))
///     .repeatable("POST", "/v3/profitsharing/orders");
/// assert!(policy.repeats("POST", "/v3/profitsharing/orders"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How often a call is sent, the first time included. 4; 1 turns retries off.
    pub attempts: u32,
    /// Before the second try at most so long; before each further one twice as long. 200 ms. The wait is drawn from
    /// zero to that ("full jitter"), so that many clients do not come back at once.
    pub base_delay: Duration,
    /// A wait grows up to this. 5 s.
    pub max_delay: Duration,
    /// Further calls that may be repeated: methods and paths from `/v3`, variables in braces.
    pub repeatable: Vec<(Method, String)>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            base_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(5),
            repeatable: Vec::new(),
        }
    }
}

impl RetryPolicy {
    /// Each call is sent once.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// The same, with each call sent at most so often, the first time included.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// The same, waiting at most so long before the second try.
    #[must_use]
    pub fn base_delay(self, base_delay: Duration) -> Self {
        Self { base_delay, ..self }
    }

    /// The same, with waits that grow up to this.
    #[must_use]
    pub fn max_delay(self, max_delay: Duration) -> Self {
        Self { max_delay, ..self }
    }

    /// The same, with a further path that may be called again with the same body: it then takes effect once.
    ///
    /// # Panics
    /// If `method` is none.
    #[must_use]
    pub fn repeatable(mut self, method: &str, template: &str) -> Self {
        let method = Method::from_bytes(method.as_bytes()).expect("an HTTP method");
        self.repeatable.push((method, template.to_owned()));
        self
    }

    /// Whether a second call of this cannot do anything twice. `path` is from `/v3`, without a query.
    #[must_use]
    pub fn repeats(&self, method: &str, path: &str) -> bool {
        method == "GET"
            || operation_at(method, path).is_some_and(OperationSpec::is_repeatable)
            || self.repeatable.iter().any(|(known, template)| known == method && fits(template, path))
    }

    /// What comes after a failed attempt.
    #[must_use]
    pub fn decide(&self, failed: &Failed<'_>) -> Next {
        if failed.attempt >= self.attempts {
            return Next::Stop;
        }
        let wait = match failed.error {
            // Nobody is disturbed by going to the other host at once.
            Error::Transport(transport) if transport.is_connect() && failed.other_host => Duration::ZERO,
            Error::Transport(transport) if transport.is_connect() => self.backoff(failed),
            Error::Transport(transport)
                if matches!(transport.kind, TransportKind::Timeout | TransportKind::Broken)
                    && self.repeats_call(failed.call) =>
            {
                self.backoff(failed)
            }
            Error::Api(refusal) => match self.after_refusal(refusal, failed) {
                Some(wait) => wait,
                None => return Next::Stop,
            },
            _ => return Next::Stop,
        };
        if failed.elapsed + wait < failed.total { Next::Wait(wait) } else { Next::Stop }
    }

    fn after_refusal(&self, refusal: &ApiError, failed: &Failed<'_>) -> Option<Duration> {
        let limited = refusal.status == StatusCode::TOO_MANY_REQUESTS;
        let wait = if limited && (!refusal.unsigned || self.repeats_call(failed.call)) {
            LIMITED_PAUSE + self.backoff(failed)
        } else if refusal.status.is_server_error() && self.repeats_call(failed.call) {
            self.backoff(failed)
        } else {
            return None;
        };
        Some(refusal.retry_after.map_or(wait, |asked| asked.max(wait)))
    }

    fn repeats_call(&self, call: &Call) -> bool {
        // A file that is uploaded twice has two names, and nothing knows the first.
        call.form.is_some() || self.repeats(call.method.as_str(), &call.path)
    }

    /// Full jitter: anything from nothing to the exponential delay.
    fn backoff(&self, failed: &Failed<'_>) -> Duration {
        let doublings = failed.attempt.saturating_sub(1).min(16);
        let most = self.base_delay.saturating_mul(1 << doublings).min(self.max_delay);
        most.mul_f64(failed.jitter.clamp(0.0, 1.0))
    }
}

/// What is known when an attempt has failed.
#[derive(Debug, Clone, Copy)]
pub struct Failed<'a> {
    /// What was called.
    pub call: &'a Call,
    /// How it failed.
    pub error: &'a Error,
    /// Which attempt this was, from 1.
    pub attempt: u32,
    /// How long all of them have taken, waits included.
    pub elapsed: Duration,
    /// How long all of them may take.
    pub total: Duration,
    /// Whether there is another host that this call has not been sent to.
    pub other_host: bool,
    /// A number from 0 to 1 by which the wait is drawn.
    pub jitter: f64,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Wait so long, then sign and send it again.
    Wait(Duration),
    /// The error is the answer.
    Stop,
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path) = (template.trim_start_matches('/'), path.trim_start_matches('/'));
    template.split('/').count() == path.split('/').count()
        && template.split('/').zip(path.split('/')).all(|(segment, value)| segment == value || segment.starts_with('{'))
}

#[cfg(test)]
#[path = "retry_tests.rs"]
mod tests;
