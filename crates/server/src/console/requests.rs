//! The latest API calls: what came in, what was answered, and why a signature was refused.

use super::words::json_text;
use super::{Ui, render};
use crate::app::App;
use crate::control::{ControlError, find_request, mchid_of, operation_of};
use crate::curl::curl;
use crate::journal::Entry;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use http::header::{CONTENT_LENGTH, HOST};
use payscore_wire::rfc3339;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

const SHOWN: usize = 100;

/// What the page is asked for, as its form has it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    mchid: String,
    /// Part of path and query.
    #[serde(default)]
    target: String,
    /// `failing`, or a status.
    #[serde(default)]
    status: String,
}

impl Asked {
    fn is_met_by(&self, entry: &Entry) -> bool {
        let mchid = self.mchid.trim();
        let status = match self.status.as_str() {
            "" => true,
            "failing" => entry.status >= 400,
            status => status.parse() == Ok(entry.status),
        };
        status
            && entry.target().contains(self.target.trim())
            && (mchid.is_empty() || mchid_of(entry).as_deref() == Some(mchid))
    }

    fn is_filtered(&self) -> bool {
        [&self.mchid, &self.target, &self.status].iter().any(|text| !text.is_empty())
    }
}

#[derive(Template)]
#[template(path = "requests.html")]
struct RequestsPage {
    ui: Ui,
    asked: Asked,
    /// Whether the server keeps any.
    kept: bool,
    rows: Vec<Row>,
}

struct Row {
    request_id: String,
    at: String,
    method: String,
    target: String,
    operation: &'static str,
    mchid: String,
    status: u16,
    code: String,
    cause: String,
    took: String,
}

impl Row {
    fn of(entry: &Entry) -> Self {
        let answer: Value = serde_json::from_slice(entry.answered().bytes).unwrap_or_default();
        let error = |value: &Value| if entry.status < 400 { "" } else { value.as_str().unwrap_or_default() }.to_owned();
        Self {
            request_id: entry.request_id().to_owned(),
            at: rfc3339::format(entry.at),
            method: entry.method.to_string(),
            target: entry.target().to_owned(),
            operation: operation_of(entry).unwrap_or_default(),
            mchid: mchid_of(entry).unwrap_or_default(),
            status: entry.status,
            code: error(&answer["code"]),
            cause: error(&answer["_payscore"]["cause"]),
            took: format!("{:.1}", entry.took.as_secs_f64() * 1000.0),
        }
    }

    fn class(&self) -> &'static str {
        match self.status {
            200..400 => "good",
            400..500 => "warn",
            _ => "bad",
        }
    }
}

/// `GET /_payscore/console/requests`
pub(super) async fn list(
    ui: Ui,
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, ControlError> {
    let entries = app.journal.latest();
    let rows = entries.iter().filter(|entry| asked.is_met_by(entry)).take(SHOWN).map(|entry| Row::of(entry)).collect();
    render(&RequestsPage { ui, kept: app.journal.is_on(), asked, rows })
}

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    ui: Ui,
    row: Row,
    message: String,
    findings: Vec<Finding>,
    headers: Vec<(String, String)>,
    received: String,
    received_cut: bool,
    answered: String,
    answered_cut: bool,
    curl: Option<String>,
}

/// What the diagnosis found, in both languages.
struct Finding {
    cause: String,
    explanation: (String, String),
    advice: (String, String),
}

impl Finding {
    /// The first, and those beside it, as the answer tells them.
    fn all(answer: &Value) -> Vec<Self> {
        let first = &answer["_payscore"];
        let also = first["also"].as_array().map(Vec::as_slice).unwrap_or_default();
        let found = std::iter::once(first).chain(also).filter(|found| found["cause"].is_string());
        found.map(Self::of).collect()
    }

    fn of(found: &Value) -> Self {
        let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        Self {
            cause: text("cause"),
            explanation: (text("explanation"), text("explanation_zh")),
            advice: (text("advice"), text("advice_zh")),
        }
    }
}

/// `GET /_payscore/console/requests/{request_id}`
pub(super) async fn show(
    ui: Ui,
    State(app): State<Arc<App>>,
    Path(request_id): Path<String>,
) -> Result<Html<String>, ControlError> {
    let entry = &*find_request(&app, &request_id)?;
    let answer: Value = serde_json::from_slice(entry.answered().bytes).unwrap_or_default();
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    render(&RequestPage {
        ui,
        row: Row::of(entry),
        message: if entry.status < 400 { "" } else { answer["message"].as_str().unwrap_or_default() }.to_owned(),
        findings: Finding::all(&answer),
        headers: entry.headers().map(|(name, value)| (name.to_string(), lossy(value))).collect(),
        received: json_text(entry.received().bytes),
        received_cut: entry.received().is_cut(),
        answered: json_text(entry.answered().bytes),
        answered_cut: entry.answered().is_cut(),
        curl: as_curl(entry),
    })
}

/// The request as a command, with the signature that it had: good for five minutes and for one use. `None` where the
/// body was too long to be kept whole.
fn as_curl(entry: &Entry) -> Option<String> {
    if entry.received().is_cut() {
        return None;
    }
    // curl writes these itself, and better.
    let kept = entry.headers().filter(|(name, _)| *name != CONTENT_LENGTH && *name != HOST);
    let headers = kept.map(|(name, value)| (name.as_str(), value));
    let url = format!("{}{}", entry.origin(), entry.target());
    Some(curl("-i", entry.method.as_str(), &url, headers, entry.received().bytes))
}
