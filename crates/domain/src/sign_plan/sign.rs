//! Sign: the user's answer on the signing page.

use super::{Event, SignPlan, State};
use crate::context::Context;
use crate::plan::{self, Plan};
use crate::rejection::Rejection;
use crate::user::{Answer, Candidate, User};

/// The user signs; one whose habit it is to decline declines. A plan that was stopped meanwhile cannot be signed.
/// Signing twice changes nothing.
pub fn sign(sign_plan: &SignPlan, plan: &Plan, user: &User, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match sign_plan.state {
        State::Unsigned if plan.state() == plan::State::Stop => return Err(Rejection::PlanStopped),
        State::Unsigned | State::Signed => {}
        other => return Err(other.refusal()),
    }
    if sign_plan.package_is_stale(ctx) {
        return Err(Rejection::PackageExpired);
    }
    user.check_is(Some(sign_plan.terms.signer.openid()))?;
    if sign_plan.state == State::Signed {
        return Ok(Vec::new());
    }
    // Signing starts no order: how many the user has does not matter.
    let candidate = Candidate { user, authorized: false, in_progress: None };
    Ok(vec![match candidate.answer()? {
        Answer::Yes => Event::Signed { at: ctx.now },
        Answer::No => Event::Declined,
    }])
}
