//! Stop and cancel: merchant or user end a sign plan before its time. An order under way goes on.

use super::{Cancellation, CancelledBy, Event, SignPlan, State};
use crate::context::Context;
use crate::rejection::Rejection;
use crate::user::User;

/// The merchant stops it, signed or not. The same call again changes nothing.
pub fn stop(sign_plan: &SignPlan, reason: &str, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match (sign_plan.state, &sign_plan.cancellation) {
        (State::Unsigned | State::Signed, _) => Ok(cancelled(CancelledBy::Merchant, reason, ctx)),
        (_, Some(earlier)) if earlier.by == CancelledBy::Merchant => {
            if earlier.reason == reason {
                Ok(Vec::new())
            } else {
                Err(Rejection::ReentryDiffers)
            }
        }
        (other, _) => Err(other.refusal()),
    }
}

/// The user cancels what was signed: it alone, or with the whole service. Cancelling twice changes nothing.
pub fn cancel(sign_plan: &SignPlan, user: &User, by: CancelledBy, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let again = sign_plan.cancellation.as_ref().is_some_and(|earlier| earlier.by == by);
    if sign_plan.state != State::Signed && !again {
        return Err(sign_plan.state.refusal());
    }
    user.check_is(Some(sign_plan.terms.signer.openid()))?;
    Ok(if again { Vec::new() } else { cancelled(by, "", ctx) })
}

fn cancelled(by: CancelledBy, reason: &str, ctx: &Context) -> Vec<Event> {
    vec![Event::Cancelled(Cancellation { by, reason: reason.to_owned(), at: ctx.now })]
}
