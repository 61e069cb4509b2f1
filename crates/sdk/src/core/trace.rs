//! What a call tells `tracing`: which operation, how often it was tried, what came of it, how long it took. Never paths
//! with their values, queries, bodies or keys: an openid may stand in any of them.

use crate::core::{Answer, Call};
use crate::error::{Error, TransportKind};
use payscore_api::operation_at;
use std::time::Duration;
use tracing::Span;
use tracing::field::{Empty, display};

/// The span of a call. It costs next to nothing where nobody listens.
pub(super) fn span(call: &Call) -> Span {
    let span = tracing::info_span!(
        "wechatpay",
        operation = Empty,
        attempts = Empty,
        status = Empty,
        code = Empty,
        request_id = Empty,
        error = Empty,
        duration_ms = Empty,
    );
    if !span.is_disabled() {
        match operation_at(call.method.as_str(), &call.path) {
            Some(spec) => span.record("operation", spec.name),
            // The first segment is the same for everybody; later ones may be somebody's.
            None => {
                let family = call.path.split('/').find(|part| !part.is_empty() && *part != "v3").unwrap_or_default();
                span.record("operation", display(format_args!("{} /v3/{family}/…", call.method)))
            }
        };
    }
    span
}

/// Notes that another attempt follows.
pub(super) fn again(span: &Span, attempt: u32, error: &Error, wait: Duration) {
    let (error, code, request_id) = (name(error), error.code(), error.request_id());
    let wait_ms = millis(wait);
    span.in_scope(|| tracing::debug!(attempt, error, code, request_id, wait_ms, "trying again"));
}

/// Notes what came of the call.
pub(super) fn done(span: &Span, attempts: u32, result: &Result<Answer, Error>, took: Duration) {
    if span.is_disabled() {
        return;
    }
    span.record("attempts", attempts);
    span.record("duration_ms", millis(took));
    match result {
        Ok(answer) => {
            span.record("status", answer.status.as_u16());
            answer.request_id().map(|id| span.record("request_id", id));
        }
        Err(error) => {
            span.record("error", name(error));
            error.api().map(|refusal| span.record("status", refusal.status.as_u16()));
            error.code().map(|code| span.record("code", code));
            error.request_id().map(|id| span.record("request_id", id));
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// What kind of error it is. Its text may name a path.
fn name(error: &Error) -> &'static str {
    match error {
        Error::Transport(transport) => match transport.kind {
            TransportKind::Connect => "connect",
            TransportKind::Timeout => "timeout",
            TransportKind::TooLong => "too_long",
            TransportKind::Broken => "broken",
        },
        Error::Signature(_) => "signature",
        Error::Api(_) => "refused",
        Error::Throttled(_) => "throttled",
        Error::Bill(_) => "bill",
        _ => "not_sent",
    }
}
