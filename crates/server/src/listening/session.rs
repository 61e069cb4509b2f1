//! One session: what it is sent, and what it owes an answer for.

use super::Wish;
use crate::workers::notifications::Sealed;
use parking_lot::Mutex;
use payscore_domain::notification::Notification;
use payscore_store::Attempt;
use payscore_wire::rfc3339;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use tokio::sync::{mpsc, oneshot};

/// What a session that does not read is kept for.
const MOST_UNREAD: usize = 1024;

/// One thing that a session is sent: the event's name and its data.
pub(crate) type Told = (&'static str, Value);

/// What became of a delivery that a session was handed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    /// The HTTP status, where an answer came.
    pub(crate) status: Option<u16>,
    /// The beginning of the answer's body.
    #[serde(default)]
    pub(crate) body: String,
    /// What went wrong, where no answer came.
    pub(crate) error: Option<String>,
    /// How long the session's own request took, in milliseconds.
    pub(crate) duration_ms: Option<u64>,
}

impl Report {
    pub(super) fn failed(error: &str) -> Self {
        Self { status: None, body: String::new(), error: Some(error.to_owned()), duration_ms: None }
    }
}

/// A session from the server's side.
pub(crate) struct Session {
    pub(super) id: String,
    pub(super) wish: Wish,
    /// `None` once it has ended.
    sender: Mutex<Option<mpsc::Sender<Told>>>,
    owed: Mutex<HashMap<u64, Owed>>,
    next: AtomicU64,
}

/// A delivery that was handed over.
struct Owed {
    notification: String,
    answer: oneshot::Sender<Report>,
}

impl Session {
    pub(super) fn open(id: String, wish: Wish, all: Weak<Mutex<Vec<Arc<Self>>>>) -> (Arc<Self>, Stream) {
        let (sender, receiver) = mpsc::channel(MOST_UNREAD);
        let _ = sender.try_send(("session", json!({ "session": id, "forward": wish.forward })));
        let session = Arc::new(Self {
            id,
            wish,
            sender: Mutex::new(Some(sender)),
            owed: Mutex::default(),
            next: AtomicU64::new(1),
        });
        (session.clone(), Stream { receiver, session, all })
    }

    /// Ends its stream; whoever waits for its answers learns that none will come.
    pub(super) fn end(&self) {
        self.sender.lock().take();
        self.owed.lock().clear();
    }

    fn send(&self, told: Told) -> bool {
        self.sender.lock().as_ref().is_some_and(|sender| sender.try_send(told).is_ok())
    }

    /// Hands over one attempt; what comes back resolves with the session's answer, or fails when the session ends.
    pub(super) fn hand_over(
        &self,
        notification: &Notification,
        attempt: u32,
        sealed: &Sealed,
    ) -> Option<oneshot::Receiver<Report>> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        self.owed.lock().insert(number, Owed { notification: notification.id.clone(), answer });
        let mut view = view(notification, attempt);
        view["delivery"] = number.into();
        view["headers"] = sealed.headers().map(|(name, value)| json!([name, value])).collect();
        // Made by serde_json, so it is text.
        view["body"] = String::from_utf8_lossy(&sealed.body).into();
        if self.send(("delivery", view)) {
            return Some(answered);
        }
        self.owed.lock().remove(&number);
        None
    }

    /// Takes the session's answer; `false` where nothing of this number is waited for.
    pub(crate) fn report(&self, delivery: u64, report: Report) -> bool {
        let owed = self.owed.lock().remove(&delivery);
        owed.is_some_and(|owed| owed.answer.send(report).is_ok())
    }

    /// Nobody waits for this notification's answer any more.
    pub(super) fn forget(&self, notification: &str) {
        self.owed.lock().retain(|_, owed| owed.notification != notification);
    }

    /// Tells of an attempt that was made.
    pub(super) fn tell(&self, notification: &Notification, attempt: &Attempt) {
        let mut view = view(notification, attempt.number);
        view["at"] = rfc3339::format(attempt.at.unix()).into();
        view["status"] = attempt.status.into();
        view["error"] = attempt.error.clone().into();
        view["duration_ms"] = attempt.duration_ms.into();
        view["fault"] = attempt.fault.clone().into();
        view["response_body"] = attempt.response_body.clone().into();
        if !self.send(("attempt", view)) {
            tracing::warn!(session = self.id, "a listening session does not keep up: it is not told of an attempt");
        }
    }
}

fn view(notification: &Notification, attempt: u32) -> Value {
    let plaintext: Value = serde_json::from_str(&notification.plaintext).unwrap_or_default();
    json!({
        "id": notification.id,
        "mchid": notification.mchid,
        "out_order_no": notification.subject,
        "event_type": notification.event_type,
        "url": notification.url,
        "attempt": attempt,
        "plaintext": plaintext,
    })
}

/// The same session from the listener's side: to drop it ends the session.
pub(crate) struct Stream {
    receiver: mpsc::Receiver<Told>,
    session: Arc<Session>,
    all: Weak<Mutex<Vec<Arc<Session>>>>,
}

impl futures_util::Stream for Stream {
    type Item = Told;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Told>> {
        self.receiver.poll_recv(context)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some(all) = self.all.upgrade() {
            all.lock().retain(|session| !Arc::ptr_eq(session, &self.session));
        }
        // After it is out of the list: who learns of the end looks for another session there.
        self.session.end();
    }
}
