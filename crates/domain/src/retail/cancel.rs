//! Cancel: the merchant takes an order back before the user has confirmed it.

use super::{Event, RetailOrder, State};
use crate::rejection::Rejection;

/// What an order is cancelled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancel {
    /// Why.
    pub reason: String,
}

/// Cancels an order in CREATED; a confirmed one is completed with `finish_type` 1 instead.
/// The same call again changes nothing.
pub fn cancel(order: &RetailOrder, command: &Cancel) -> Result<Vec<Event>, Rejection> {
    match order.state {
        State::Created => Ok(vec![Event::Cancelled { reason: command.reason.clone() }]),
        State::Revoked if order.cancel_reason.as_ref() == Some(&command.reason) => Ok(Vec::new()),
        State::Revoked if order.cancel_reason.is_some() => Err(Rejection::ReentryDiffers),
        _ => Err(Rejection::NotCancellable),
    }
}
