//! Create: a provider applies.

use super::{Application, Event, State, Terms};
use crate::context::Context;
use crate::rejection::Rejection;

/// A new application.
pub fn create(terms: Terms, ctx: &Context) -> Application {
    Application { terms, created_at: ctx.now, state: State::Processing }
}

/// The same call again: with the same terms it succeeds again.
pub fn recreate(application: &Application, terms: &Terms) -> Result<Vec<Event>, Rejection> {
    if application.terms == *terms { Ok(Vec::new()) } else { Err(Rejection::ReentryDiffers) }
}
