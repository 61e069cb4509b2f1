//! Pre-authorize: the merchant asks for a user's authorization.

use super::{Event, IssuedToken, Permission, Terms};
use crate::context::Context;
use crate::merchant::Service;
use crate::rejection::Rejection;

/// How long a token opens the authorization page.
pub const TOKEN_SECONDS: i64 = 3600;

/// Asks for an authorization under a number that was not used before.
pub fn pre_authorize(terms: Terms, service: &Service, ctx: &Context) -> Result<Permission, Rejection> {
    terms.check_service(service)?;
    let mut permission = Permission::new(terms, ctx.now);
    permission.token = Some(issue(ctx));
    Ok(permission)
}

/// Asks once more under the same number: an expired or used token is replaced, whatever became of the authorization.
pub fn repeat(permission: &Permission, terms: &Terms, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    if permission.terms != *terms || !permission.pre_authorized {
        return Err(Rejection::ReentryDiffers);
    }
    let good = permission.token.as_ref().is_some_and(|token| !is_stale(token, ctx));
    Ok(if good { Vec::new() } else { vec![Event::TokenRenewed(issue(ctx))] })
}

fn issue(ctx: &Context) -> IssuedToken {
    IssuedToken { token: ctx.draw.permissions_token(), issued_at: ctx.now }
}

/// Whether the page does not open with this any more.
pub(super) fn is_stale(token: &IssuedToken, ctx: &Context) -> bool {
    ctx.now > token.expires_at()
}
