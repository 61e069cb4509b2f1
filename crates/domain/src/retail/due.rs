//! What happens to a smart-retail order by itself, as time passes.

use super::{Event, RetailOrder, State};
use crate::context::Context;
use crate::user::Behaviour;

/// How long an order waits for its confirmation, in seconds: an hour, not the 30 days of service orders.
pub const EXPIRES_AFTER_SECONDS: i64 = 60 * 60;

/// The next thing due by now, if any. It happens when it was due, not when it is asked for, so that a clock moved by
/// a month at once shows the same as one that ticks. Call again until there is none.
pub fn on_due(order: &RetailOrder, payer: Behaviour, ctx: &Context) -> Option<Event> {
    let due = order.next_due().filter(|due| *due <= ctx.now)?;
    match order.state {
        State::Created => Some(Event::Expired),
        _ => order.collection.as_ref()?.on_due(payer, &Context { now: due, ..*ctx }).map(Event::Collection),
    }
}
