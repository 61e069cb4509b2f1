//! Sends a notification's request on, as it is.

use crate::http::web_agent;
use serde_json::{Value, json};
use std::error::Error;
use std::time::{Duration, Instant};
use ureq::Agent;
use ureq::http::Request;

/// Upstream waits this long for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
/// How much of an answer is kept.
const KEPT_BODY: u64 = 1024;

/// Where notifications are sent on to.
pub(super) struct Forwarder {
    url: String,
    http: Agent,
}

/// What became of it.
pub(super) struct Outcome {
    pub(super) answer: Result<(u16, String), String>,
    pub(super) took: Duration,
}

impl Outcome {
    /// As the server wants to be told.
    pub(super) fn report(&self) -> Value {
        let duration_ms = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX);
        match &self.answer {
            Ok((status, body)) => json!({ "status": status, "body": body, "duration_ms": duration_ms }),
            Err(error) => json!({ "error": error, "duration_ms": duration_ms }),
        }
    }
}

impl Forwarder {
    pub(super) fn new(url: &str, skip_verify: bool) -> Self {
        Self { url: url.to_owned(), http: web_agent(ANSWER_TIMEOUT, skip_verify) }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The same headers and the same bytes: the signature stays good.
    pub(super) fn send(&self, delivery: &Value) -> Outcome {
        let mut request = Request::post(&self.url);
        for header in delivery["headers"].as_array().into_iter().flatten() {
            if let (Some(name), Some(value)) = (header[0].as_str(), header[1].as_str()) {
                request = request.header(name, value);
            }
        }
        let body = delivery["body"].as_str().unwrap_or_default().to_owned();
        let began = Instant::now();
        let answer = match request.body(body) {
            Ok(request) => self.http.run(request).map_err(|error| causes(&error)).and_then(|answer| {
                let status = answer.status().as_u16();
                let mut body = Vec::new();
                let mut reader = std::io::Read::take(answer.into_body().into_reader(), KEPT_BODY);
                std::io::Read::read_to_end(&mut reader, &mut body).map_err(|error| causes(&error))?;
                Ok((status, String::from_utf8_lossy(&body).into_owned()))
            }),
            Err(error) => Err(causes(&error)),
        };
        Outcome { answer, took: began.elapsed() }
    }
}

/// An error with all its causes.
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        source = cause.source();
    }
    text
}
