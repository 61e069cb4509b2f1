//! Sync: the merchant was paid outside WeChat Pay and says so.

use super::{Event, ServiceOrder, State};
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
    match (order.state, &order.collection) {
        (State::MchComplete | State::Done, Some(collection)) => {
            Ok(collection.pay_outside(command.paid_time, ctx)?.map(Event::Collection).into_iter().collect())
        }
        (other, _) => Err(other.refusal()),
    }
}
