//! Modify: a completed order that is not paid yet costs less after all.

use super::{Device, Event, ServiceOrder, State};
use crate::charges::Charges;
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// What an order is modified to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Modify {
    /// What it costs now, in place of what its completion said.
    #[serde(flatten)]
    pub charges: Charges,
    /// Why.
    pub reason: String,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<Device>,
}

/// Lowers what an order in USER_PAYING costs, once. The same call again changes nothing.
///
/// Downwards is within every cap: the completion was.
pub fn modify(order: &ServiceOrder, command: &Modify) -> Result<Vec<Event>, Rejection> {
    command.charges.check()?;
    let collection = match (order.state, &order.modification, &order.collection) {
        (State::MchComplete | State::Done, Some(earlier), _) if earlier == command => return Ok(Vec::new()),
        (State::MchComplete | State::Done, Some(_), _) => return Err(Rejection::ReentryDiffers),
        (State::MchComplete, None, Some(collection)) => collection,
        (other, _, _) => return Err(other.refusal()),
    };
    collection.check_not_in_flight()?;
    let (given, current) = (command.charges.total_amount, collection.total);
    if given >= current {
        return Err(Rejection::NotBelow { given, current });
    }
    Ok(vec![Event::Modified(Box::new(command.clone()))])
}
