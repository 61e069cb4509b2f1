//! Notes a request with its answer: copies of what came in and what went out, nothing formatted, one lock at the end.

use super::entry::{Entry, Text, Texts};
use super::log;
use crate::app::App;
use crate::gateway::{Answered, REQUEST_ID, Received, SentTarget, pieces_of_origin};
use crate::live::Topic;
use http::HeaderValue;
use std::time::Instant;

/// When a request came.
pub(crate) struct Arrival {
    began: Instant,
    at: i64,
    service_at: i64,
}

impl Arrival {
    /// One that comes now.
    pub(crate) fn now(app: &App) -> Self {
        Self { began: Instant::now(), at: app.clock.wall(), service_at: app.clock.service().unix() }
    }

    /// What was answered to it is whole.
    pub(crate) fn note(self, app: &App, received: &Received, answer: &Answered) {
        let took = self.began.elapsed();
        app.figures.answered(answer.status().as_u16(), took);
        if !app.journal.is_on() && !log::is_on() {
            return;
        }
        let target = received.parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let sent = received.parts.extensions.get::<SentTarget>().map(|sent| sent.0.as_str());
        let texts = Texts {
            target: sent.unwrap_or(target),
            stripped: sent.map(|_| target),
            origin: pieces_of_origin(&received.parts),
            received: Text { bytes: &received.body, whole: received.body_length },
            request_id: answer.headers().get(REQUEST_ID).map(HeaderValue::as_bytes).unwrap_or_default(),
            answered: answer.body(),
        };
        let mut entry = Entry::of(&texts, &received.parts.headers);
        (entry.at, entry.service_at, entry.took) = (self.at, self.service_at, took);
        entry.method = received.parts.method.clone();
        entry.status = answer.status().as_u16();
        entry.strike = answer.extensions().get().copied();
        log::write(&entry);
        if app.journal.is_on() {
            app.journal.push(entry);
            app.live.changed(Topic::Requests);
        }
    }
}
