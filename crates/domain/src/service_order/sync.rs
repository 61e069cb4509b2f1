//! Sync: the merchant was paid outside WeChat Pay and says so.

use super::{Event, ServiceOrder, State};
use crate::collection::{Channel, CollectionEvent, Receipt};
use crate::context::Context;
use crate::moment::{Moment, ServiceTime};
use crate::rejection::Rejection;

/// `type` `Order_Paid`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sync {
    /// When the merchant was paid.
    pub paid_time: Moment,
}

impl Sync {
    /// Paid at this time; a day counts as its first moment. `OnAccept` is no time to have paid at.
    pub fn paid_at(time: ServiceTime) -> Option<Self> {
        match time {
            ServiceTime::Second(paid_time) | ServiceTime::Day(paid_time) => Some(Self { paid_time }),
            ServiceTime::OnAccept => None,
        }
    }
}

/// Settles an order in USER_PAYING. The same call again changes nothing.
pub fn sync(order: &ServiceOrder, command: &Sync, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let receipt = Receipt { paid_time: command.paid_time, channel: Channel::Merchant };
    let collection = match (order.state, &order.collection) {
        (State::MchComplete, Some(collection)) => collection,
        (State::Done, Some(collection)) if collection.receipt() == Some(&receipt) => return Ok(Vec::new()),
        (other, _) => return Err(other.refusal()),
    };
    collection.check_not_in_flight()?;
    if command.paid_time > ctx.now {
        return Err(Rejection::PaidInFuture { paid_time: command.paid_time.compact() });
    }
    Ok(vec![Event::Collection(CollectionEvent::Paid { attempt: None, receipt })])
}
