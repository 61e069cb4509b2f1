//! What happens to a sign plan by itself, as time passes.

use super::{Event, SignPlan};
use crate::context::Context;

/// Its time is over.
pub fn on_due(sign_plan: &SignPlan, ctx: &Context) -> Option<Event> {
    sign_plan.next_due().filter(|due| *due <= ctx.now).map(|_| Event::Expired)
}
