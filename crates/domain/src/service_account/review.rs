//! Review: upstream's reviewer decides, or, asked nothing, approves after a while.

use super::{Application, Event, State};
use crate::context::Context;
use crate::rejection::Rejection;

/// How long the reviewer takes who is asked nothing, in seconds.
pub const REVIEW_SECONDS: i64 = 10 * 60;

/// The reviewer says yes; to say it twice changes nothing.
pub fn approve(application: &Application) -> Result<Vec<Event>, Rejection> {
    match application.state {
        State::Processing => Ok(vec![Event::Approved]),
        State::Approved => Ok(Vec::new()),
        State::Rejected { .. } => Err(Rejection::InvalidState),
    }
}

/// The reviewer says no; to say it twice for the same reason changes nothing.
pub fn reject(application: &Application, reason: &str) -> Result<Vec<Event>, Rejection> {
    match &application.state {
        State::Processing => Ok(vec![Event::Rejected { reason: reason.to_owned() }]),
        State::Rejected { reason: earlier } if earlier == reason => Ok(Vec::new()),
        State::Approved | State::Rejected { .. } => Err(Rejection::InvalidState),
    }
}

/// Nobody was asked: it is approved.
pub fn on_due(application: &Application, ctx: &Context) -> Option<Event> {
    application.next_due().filter(|due| *due <= ctx.now).map(|_| Event::Approved)
}
