//! A 401 says why: the diagnosis goes into the answer, beside what upstream sends.

use super::authenticate::REPLAYED;
use super::origin::origin;
use super::prefix::SentTarget;
use crate::app::App;
use crate::diagnosis::{Finding, Given, Known, diagnose};
use crate::refusal::Refusal;
use http::header::AUTHORIZATION;
use http::request::Parts;

/// The refusal, and what the request's sender most likely did wrong.
///
/// `body` is what should have been signed; of an upload that is not all that was `received`.
pub(super) fn explained(app: &App, parts: &Parts, body: &[u8], received: &[u8], mut refusal: Refusal) -> Refusal {
    let stripped = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let values = parts.headers.get_all(AUTHORIZATION).iter();
    let values: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    let authorizations: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    let diagnosis = diagnose(
        &Known::of(app),
        &Given {
            method: parts.method.as_str(),
            target: parts.extensions.get::<SentTarget>().map_or(stripped, |sent| sent.0.as_str()),
            stripped,
            origin: &origin(parts),
            authorizations: &authorizations,
            body,
            received,
            now: app.clock.wall(),
            replayed: refusal.body.message == REPLAYED,
        },
    );
    refusal.explanation = Finding::all(&diagnosis.findings);
    refusal
}
