//! Request payment (催收扣款): the merchant asks for a deduction now, besides those of the schedule.

use super::{Event, ServiceOrder, State};
use crate::context::Context;
use crate::rejection::Rejection;
use crate::user::Behaviour;

/// Asks for a deduction from an order in USER_PAYING. What came of it is the last event; the schedule goes on as
/// before. Each call is a deduction of its own, so that there is no such thing as the same call again.
pub fn request_payment(order: &ServiceOrder, payer: Behaviour, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match (order.state, &order.collection) {
        (State::MchComplete, Some(collection)) => {
            Ok(collection.ask(payer, ctx)?.into_iter().map(Event::Collection).collect())
        }
        (other, _) => Err(other.refusal()),
    }
}
