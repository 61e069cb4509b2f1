//! Confirm and decline: the user's answer on the confirmation page.

use super::{Event, ServiceOrder, State};
use crate::context::Context;
use crate::rejection::Rejection;
use crate::user::{Answer, Candidate, User};

/// The user confirms; one whose habit it is to decline declines. Confirming twice changes nothing.
pub fn confirm(order: &ServiceOrder, candidate: &Candidate<'_>, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    if !matches!(order.state, State::Created | State::UserConfirm) {
        return Err(order.state.refusal());
    }
    if order.package.as_ref().is_some_and(|package| package.is_stale(ctx)) {
        return Err(Rejection::PackageExpired);
    }
    candidate.user.check_is(order.openid.as_ref())?;
    if order.state == State::UserConfirm {
        return Ok(Vec::new());
    }
    let openid = candidate.user.openid.clone();
    Ok(vec![match candidate.answer()? {
        Answer::Yes => Event::Confirmed { openid, at: ctx.now, query_id: ctx.draw.query_id() },
        Answer::No => Event::Declined { openid },
    }])
}

/// The user turns the order down. It stays CREATED: upstream knows no declined state.
pub fn decline(order: &ServiceOrder, user: &User) -> Result<Vec<Event>, Rejection> {
    if order.state != State::Created {
        return Err(order.state.refusal());
    }
    user.check_is(order.openid.as_ref())?;
    Ok(vec![Event::Declined { openid: user.openid.clone() }])
}
