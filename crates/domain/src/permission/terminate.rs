//! Terminate: the merchant ends an authorization.

use super::{Closer, Closing, Event, Permission, State};
use crate::context::Context;
use crate::rejection::Rejection;

/// Why a merchant ends an authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terminate {
    /// In words.
    pub reason: String,
}

/// Ends an authorization in force, while its user has no order of the service under way (`in_progress`). The same
/// termination again changes nothing.
pub fn terminate(
    permission: &Permission,
    command: &Terminate,
    in_progress: u32,
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    let by = Closer::Merchant { reason: command.reason.clone() };
    match (permission.state, &permission.closing) {
        (State::UnbindUser, _) => return Err(Rejection::InvalidState),
        (State::Unavailable, Some(closing)) if closing.by == by => return Ok(Vec::new()),
        (State::Unavailable, Some(Closing { by: Closer::Newer { .. }, .. })) => return Err(Rejection::Superseded),
        (State::Unavailable, _) => return Err(Rejection::OrderCanceled),
        (State::Available, _) => {}
    }
    if in_progress > 0 {
        return Err(Rejection::OrdersUnderWay(in_progress));
    }
    Ok(vec![Event::Closed(Closing { at: ctx.now, by })])
}
