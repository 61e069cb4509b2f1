//! Sync: the merchant was paid outside WeChat Pay and says so.

use super::{Event, RetailOrder, State};
use crate::context::Context;
use crate::rejection::Rejection;
use crate::service_order::Sync;

/// Settles an order in FINISHED. The same call again changes nothing.
pub fn sync(order: &RetailOrder, command: &Sync, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match (order.state, &order.collection) {
        (State::Finished | State::UserPaid, Some(collection)) => {
            Ok(collection.pay_outside(command.paid_time, ctx)?.map(Event::Collection).into_iter().collect())
        }
        (other, _) => Err(other.refusal()),
    }
}
