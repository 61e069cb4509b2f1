//! Pay: the user settles on the phone what the deductions have not.

use super::{Event, ServiceOrder, State};
use crate::context::Context;
use crate::rejection::Rejection;

/// The user pays what is owed. Paying twice changes nothing. An acquiring institution is asked to place the payment
/// first; its answer is not waited for.
pub fn pay(order: &ServiceOrder, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match (order.state, &order.collection) {
        (State::MchComplete | State::Done, Some(collection)) => {
            let paid = collection.pay_by_hand(ctx)?.map(Event::Collection);
            let asked = paid.is_some() && order.terms.party.registers_deductions();
            Ok(asked.then_some(Event::PrepayAsked).into_iter().chain(paid).collect())
        }
        (other, _) => Err(other.refusal()),
    }
}
