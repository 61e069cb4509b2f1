//! What merchants were told: each notification, and each attempt to deliver it.

use super::words::{event_words, json_text, standing};
use super::{Ui, render};
use crate::app::App;
use crate::control::{ControlError, find_notification};
use crate::journal::Sent;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use http::HeaderMap;
use payscore_domain::notification::{Notification, Phase};
use payscore_store::{Attempt, Delivery, NotificationFilter, Standing};
use payscore_wire::rfc3339;
use serde::Deserialize;
use std::sync::Arc;

const SHOWN: i64 = 50;

/// What the page is asked for, as its form has it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    mchid: String,
    #[serde(default)]
    out_order_no: String,
    #[serde(default)]
    standing: String,
    #[serde(default)]
    before: String,
}

impl Asked {
    fn filter(&self) -> NotificationFilter {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        NotificationFilter {
            mchid: given(&self.mchid).map(Into::into),
            subject: given(&self.out_order_no),
            standing: match self.standing.as_str() {
                "waiting" => Some(Standing::Waiting),
                "held" => Some(Standing::Held),
                _ => None,
            },
            before: given(&self.before),
            limit: SHOWN,
        }
    }

    fn is_filtered(&self) -> bool {
        [&self.mchid, &self.out_order_no, &self.standing].iter().any(|text| !text.is_empty())
    }
}

#[derive(Template)]
#[template(path = "notifications.html")]
struct NotificationsPage {
    ui: Ui,
    asked: Asked,
    holding: bool,
    rows: Vec<Row>,
    any_held: bool,
    /// The id that the next page begins after.
    next: Option<String>,
}

struct Row {
    id: String,
    event: &'static str,
    words: (&'static str, &'static str),
    subject: String,
    mchid: String,
    /// Where its order's page is, where it tells of one.
    order: bool,
    standing: super::words::Mark,
    held: bool,
    attempts: usize,
    last: String,
    created: String,
    due: Option<String>,
}

impl Row {
    fn of(Delivery { notification, attempts }: &Delivery) -> Self {
        let due = match notification.phase {
            Phase::Waiting { due, .. } => Some(rfc3339::format(due.unix())),
            _ => None,
        };
        Self {
            id: notification.id.clone(),
            event: notification.event_type.as_str(),
            words: event_words(notification.event_type),
            subject: notification.subject.clone(),
            mchid: notification.mchid.to_string(),
            order: notification.event_type.tells_of() == payscore_domain::RecordKind::Order,
            standing: standing(notification.phase),
            held: matches!(notification.phase, Phase::Held { .. }),
            attempts: attempts.len(),
            last: attempts.last().map(answer_of).unwrap_or_default(),
            created: rfc3339::format(notification.created_at.unix()),
            due,
        }
    }
}

/// What an attempt came to, in a few words.
fn answer_of(attempt: &Attempt) -> String {
    match (attempt.status, &attempt.error) {
        (Some(status), _) => format!("HTTP {status}"),
        (None, error) => error.clone().unwrap_or_default(),
    }
}

/// `GET /_payscore/console/notifications`
pub(super) async fn list(
    ui: Ui,
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, ControlError> {
    let found = app.store.deliveries(&asked.filter()).await?;
    let full = i64::try_from(found.len()).is_ok_and(|length| length == SHOWN);
    let next = found.last().filter(|_| full).map(|last| last.notification.id.clone());
    let rows: Vec<Row> = found.iter().map(Row::of).collect();
    let (holding, any_held) = (app.holding.is_on(), rows.iter().any(|row| row.held));
    render(&NotificationsPage { ui, asked, holding, rows, any_held, next })
}

#[derive(Template)]
#[template(path = "notification.html")]
struct NotificationPage {
    ui: Ui,
    row: Row,
    url: String,
    schedule: usize,
    plaintext: String,
    attempts: Vec<AttemptView>,
    can: Can,
}

/// Which of the buttons can be pressed.
struct Can {
    hold: bool,
    release: bool,
    lose: bool,
    duplicate: bool,
}

impl Can {
    fn of(notification: &Notification) -> Self {
        use payscore_domain::notification::Tamper;
        let can = |tamper| notification.phase.tampered(tamper, notification.created_at).is_some();
        Self {
            hold: can(Tamper::Hold),
            release: can(Tamper::Release),
            lose: can(Tamper::Drop),
            duplicate: !notification.url.is_empty(),
        }
    }
}

/// An attempt beside the request that it sent, where that is still kept.
struct AttemptView {
    number: u32,
    at: String,
    good: bool,
    answer: String,
    duration_ms: u64,
    response: Option<String>,
    request: Option<Request>,
}

struct Request {
    url: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    fn of(sent: &Sent) -> Self {
        Self { url: sent.url.clone(), headers: header_lines(&sent.headers), body: json_text(&sent.body) }
    }
}

fn header_lines(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

/// Attempts and requests tell of the same, and each ring forgets for itself: they are matched from the latest backwards.
fn attempts(attempts: &[Attempt], sent: &[Arc<Sent>]) -> Vec<AttemptView> {
    let mut left = sent.iter().rev().peekable();
    let views = attempts.iter().rev().map(|attempt| {
        let request = left.next_if(|sent| sent.number == attempt.number).map(|sent| Request::of(sent));
        AttemptView {
            number: attempt.number,
            at: rfc3339::format(attempt.at.unix()),
            good: attempt.status.is_some_and(|status| (200..300).contains(&status)),
            answer: answer_of(attempt),
            duration_ms: attempt.duration_ms,
            response: attempt.response_body.clone().filter(|body| !body.is_empty()),
            request,
        }
    });
    views.collect()
}

/// `GET /_payscore/console/notifications/{id}`
pub(super) async fn show(
    ui: Ui,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Html<String>, ControlError> {
    let delivery = find_notification(&app, &id).await?;
    let notification = &delivery.notification;
    render(&NotificationPage {
        ui,
        row: Row::of(&delivery),
        url: notification.url.clone(),
        schedule: notification.event_type.schedule().attempts(),
        plaintext: json_text(notification.plaintext.as_bytes()),
        attempts: attempts(&delivery.attempts, &app.sent.of(&id)),
        can: Can::of(notification),
    })
}
