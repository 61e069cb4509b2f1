//! Cancel: the merchant takes an order back that is not settled.

use super::{Event, ServiceOrder, State};
use crate::collection::Collection;
use crate::rejection::Rejection;

/// What an order is cancelled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancel {
    /// Why.
    pub reason: String,
}

/// Cancels an order in CREATED, USER_CONFIRM or USER_PAYING. The same call again changes nothing.
pub fn cancel(order: &ServiceOrder, command: &Cancel) -> Result<Vec<Event>, Rejection> {
    match order.state {
        State::Created | State::UserConfirm => {}
        State::MchComplete => order.collection.as_ref().map_or(Ok(()), Collection::check_not_in_flight)?,
        State::Revoked if order.cancel_reason.as_ref() == Some(&command.reason) => return Ok(Vec::new()),
        State::Revoked => return Err(Rejection::ReentryDiffers),
        State::Done | State::Expired => return Err(Rejection::NotCancellable),
    }
    Ok(vec![Event::Cancelled { reason: command.reason.clone() }])
}
