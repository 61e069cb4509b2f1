//! Close: the user takes an authorization back, or gives a newer one.

use super::{Closer, Closing, Event, Permission, State};
use crate::context::Context;
use crate::ids::AuthorizationCode;
use crate::rejection::Rejection;
use crate::user::User;

/// The user switches the service off. Orders under way go on, and are still deducted. Taking back twice changes nothing.
pub fn close(permission: &Permission, user: &User, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    if permission.state == State::UnbindUser {
        return Err(Rejection::InvalidState);
    }
    user.check_is(permission.openid.as_ref())?;
    Ok(match permission.state {
        State::Available => vec![Event::Closed(Closing { at: ctx.now, by: Closer::User })],
        State::UnbindUser | State::Unavailable => Vec::new(),
    })
}

/// What becomes of the authorization in force when its user authorizes the same service under another number.
pub fn supersede(permission: &Permission, newer: &AuthorizationCode, ctx: &Context) -> Vec<Event> {
    if permission.state != State::Available || permission.terms.authorization_code == *newer {
        return Vec::new();
    }
    let by = Closer::Newer { authorization_code: newer.clone() };
    vec![Event::Closed(Closing { at: ctx.now, by })]
}
