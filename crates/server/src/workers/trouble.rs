//! What goes wrong each time it is tried: told when it begins and when it ends.

use std::error::Error;
use std::time::Instant;

/// One thing that is tried again and again.
pub(crate) struct Trouble {
    what: &'static str,
    since: Option<Instant>,
}

impl Trouble {
    /// `what` is told of it, with the first error.
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, since: None }
    }

    /// It was tried: with what error?
    pub(crate) fn note(&mut self, error: Option<impl Error + 'static>) {
        match (error, self.since) {
            (Some(error), None) => {
                tracing::error!(error = &error as &dyn Error, "{}: tried again until it goes", self.what);
                self.since = Some(Instant::now());
            }
            (None, Some(since)) => {
                tracing::warn!(seconds = since.elapsed().as_secs(), "over: {}", self.what);
                self.since = None;
            }
            _ => {}
        }
    }
}
