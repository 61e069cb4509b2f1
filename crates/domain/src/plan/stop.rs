//! Stop: nobody can sign the plan any more.

use super::{Event, Plan, Stopped};
use crate::context::Context;

/// Stops a plan; of one that is stopped nothing changes.
pub fn stop(plan: &Plan, ctx: &Context) -> Vec<Event> {
    if plan.stopped.is_some() {
        return Vec::new();
    }
    vec![Event::Stopped(Stopped { by: plan.terms.mchid.clone(), at: ctx.now })]
}
