//! What happens to a service order by itself, as time passes.

use super::{Event, ServiceOrder, State};
use crate::context::Context;
use crate::user::Behaviour;

/// How long an order waits for its confirmation, in days.
pub const EXPIRES_AFTER_DAYS: i64 = 30;

/// The next thing due by now, if any. Call again until there is none.
pub fn on_due(order: &ServiceOrder, payer: Behaviour, ctx: &Context) -> Option<Event> {
    if order.next_due()? > ctx.now {
        return None;
    }
    match order.state {
        State::Created => Some(Event::Expired),
        _ => order.collection.as_ref()?.on_due(payer, ctx).map(Event::Collection),
    }
}
