//! Open: the user authorizes the service on the page that a token opens.

use super::pre_authorize::is_stale;
use super::{Event, Permission, State};
use crate::context::Context;
use crate::rejection::Rejection;
use crate::user::{Answer, Candidate};

/// The user authorizes; one whose habit it is to decline declines. Whoever authorized once under this number is the
/// only one who may again. Authorizing twice changes nothing.
pub fn open(permission: &Permission, candidate: &Candidate<'_>, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let repeated = permission.state == State::Available;
    if !repeated && permission.token.as_ref().is_none_or(|token| is_stale(token, ctx)) {
        return Err(Rejection::TokenExpired);
    }
    candidate.user.check_is(permission.openid.as_ref())?;
    if repeated {
        return Ok(Vec::new());
    }
    let openid = candidate.user.openid.clone();
    Ok(vec![match candidate.answer()? {
        Answer::Yes => Event::Opened { openid, at: ctx.now },
        Answer::No => Event::Declined { openid },
    }])
}
