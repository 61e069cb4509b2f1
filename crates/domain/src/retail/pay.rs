//! Pay: the user settles on the phone what the deductions have not.

use super::{Event, RetailOrder, State};
use crate::context::Context;
use crate::rejection::Rejection;

/// The user pays what is owed. Paying twice changes nothing.
pub fn pay(order: &RetailOrder, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match (order.state, &order.collection) {
        (State::Finished | State::UserPaid, Some(collection)) => {
            Ok(collection.pay_by_hand(ctx)?.map(Event::Collection).into_iter().collect())
        }
        (other, _) => Err(other.refusal()),
    }
}
