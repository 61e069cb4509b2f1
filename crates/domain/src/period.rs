//! The two rules on when a service was used: no end before its start, no completion before the end.

use crate::moment::{Moment, ServiceTime};
use crate::rejection::Rejection;

/// Refuses an end before its start. Nothing to say where either is unknown.
pub(crate) fn check_order(start: Option<ServiceTime>, end: Option<ServiceTime>) -> Result<(), Rejection> {
    match (start, end) {
        (Some(start), Some(end)) if end.is_before(start) => {
            Err(Rejection::EndBeforeStart { start: start.to_string(), end: end.to_string() })
        }
        _ => Ok(()),
    }
}

/// Refuses an end that a completing call gives before it is there.
pub(crate) fn check_ended(end: Option<ServiceTime>, now: Moment) -> Result<(), Rejection> {
    match end {
        Some(end) if !end.has_begun_by(now) => Err(Rejection::EndInFuture { end: end.to_string() }),
        _ => Ok(()),
    }
}

/// Refuses a start before the call, where that rule is switched on.
pub(crate) fn check_not_past(start: Option<ServiceTime>, strict: bool, now: Moment) -> Result<(), Rejection> {
    match start {
        Some(start) if strict && start.is_past(now) => Err(Rejection::StartInPast { start: start.to_string() }),
        _ => Ok(()),
    }
}
