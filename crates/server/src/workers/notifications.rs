//! Delivers notifications: encrypted, signed, and again until the merchant has them.

mod struck;

use super::until;
use crate::app::App;
use crate::faults::NotificationFault;
use crate::identity::Account;
use crate::journal::Sent;
use crate::live::Topic;
use crate::notices::{original_type, summary};
use bytes::Bytes;
use payscore_domain::Moment;
use payscore_domain::notification::{Notification, Phase, Tamper};
use payscore_store::{Attempt, StoreError};
use payscore_wire::headers::{
    PROBE_SIGNATURE_PREFIX, REQUEST_ID, WECHATPAY_NONCE, WECHATPAY_SERIAL, WECHATPAY_SIGNATURE,
    WECHATPAY_SIGNATURE_TYPE, WECHATPAY_TIMESTAMP,
};
use payscore_wire::{Envelope, Notice, RequestId, message};
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Upstream waits this long for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
const USER_AGENT: &str = "Mozilla/4.0";
/// How many deliveries run at once.
const CONCURRENT: usize = 64;
const BATCH: i64 = 256;
/// How much of an answer's body is kept.
const KEPT_BODY: usize = 1024;
const AFTER_AN_ERROR: Duration = Duration::from_secs(1);

/// Runs until told to stop; deliveries under way are finished.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut outbox = Outbox { app, waiting: VecDeque::new(), in_flight: HashSet::new(), running: JoinSet::new() };
    loop {
        let sleep = match outbox.start_due().await {
            Ok(next) => until(next, outbox.app.clock.now()),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the outbox cannot be read");
                AFTER_AN_ERROR
            }
        };
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = outbox.app.alarms.notifications.notified() => {}
            Some(done) = outbox.running.join_next() => {
                if let Ok(id) = done {
                    outbox.in_flight.remove(&id);
                }
            }
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
    while outbox.running.join_next().await.is_some() {}
    outbox.app.listening.close();
}

/// What is due, and what is under way.
struct Outbox {
    app: Arc<App>,
    /// Read from the store, and not begun.
    waiting: VecDeque<Notification>,
    in_flight: HashSet<String>,
    running: JoinSet<String>,
}

impl Outbox {
    /// Starts as many deliveries as may run, and says when to look again.
    async fn start_due(&mut self) -> Result<Option<Moment>, StoreError> {
        let now = self.app.clock.service();
        if self.app.alarms.take_outbox_stale() {
            self.waiting.clear();
        }
        if self.waiting.is_empty() {
            // A batch at a time: to ask anew for each one would read a long backlog again and again.
            let due = self.app.store.due_notifications(now, BATCH).await?;
            self.waiting.extend(due.into_iter().filter(|notification| !self.in_flight.contains(&notification.id)));
        }
        while self.running.len() < CONCURRENT
            && let Some(notification) = self.waiting.pop_front()
        {
            self.start(notification);
        }
        if !self.waiting.is_empty() {
            // The next one to finish brings the worker back here.
            return Ok(None);
        }
        // What is under way is still listed as due; its end brings the worker back.
        let next = self.app.store.next_notification_due().await?;
        Ok(next.filter(|next| *next > now))
    }

    fn start(&mut self, notification: Notification) {
        self.in_flight.insert(notification.id.clone());
        // Decided here, in the order in which attempts begin, not in the one in which they happen to run.
        let held = self.app.holding.is_on();
        let strike = if held { None } else { self.app.faults.strike_attempt(&notification) };
        let app = self.app.clone();
        self.running.spawn(async move {
            let id = notification.id.clone();
            let made = match strike {
                _ if held => hold(&app, &notification).await,
                None => deliver(&app, &notification).await,
                Some(strike) => struck::deliver(&app, &notification, strike).await,
            };
            if let Err(error) = made {
                tracing::error!(error = &error as &dyn std::error::Error, id, "an attempt could not be recorded");
            }
            id
        });
    }
}

/// Kept back until somebody lets it go.
async fn hold(app: &App, notification: &Notification) -> Result<(), StoreError> {
    let Some(held) = notification.phase.tampered(Tamper::Hold, app.clock.service()) else { return Ok(()) };
    app.store.reschedule(&notification.id, &notification.url, held).await?;
    app.live.changed(Topic::Notifications);
    Ok(())
}

/// One more delivery beside its schedule, as if the network had doubled the attempt before.
pub(crate) async fn duplicate(app: &App, notification: &Notification, number: u32) -> Result<(), StoreError> {
    let made = make_number(app, notification, number, Signature::Genuine).await;
    let phase = match notification.phase {
        Phase::Waiting { .. } | Phase::Held { .. } if made.is_delivered() => Phase::Delivered { at: made.at },
        phase => phase,
    };
    made.record(app, notification, phase, None).await
}

/// The attempt that is to come, and its record.
pub(crate) async fn deliver(app: &App, notification: &Notification) -> Result<(), StoreError> {
    let made = make(app, notification, Signature::Genuine).await;
    let phase = made.phase(notification);
    made.record(app, notification, phase, None).await?;
    struck::send_those_overtaken(app, notification).await
}

/// What a callback is signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signature {
    /// What belongs to it.
    Genuine,
    /// What belongs to another body.
    Wrong,
    /// The same, marked as upstream's probe.
    Probe,
}

/// An attempt that was made, and what came of it.
struct Made {
    number: u32,
    at: Moment,
    took: Duration,
    outcome: Outcome,
}

/// The attempt that is due.
async fn make(app: &App, notification: &Notification, signature: Signature) -> Made {
    make_number(app, notification, number(notification), signature).await
}

async fn make_number(app: &App, notification: &Notification, number: u32, signature: Signature) -> Made {
    let at = app.clock.service();
    let started = Instant::now();
    let outcome = match app.merchants.get(notification.mchid.as_str()) {
        Some(account) => match seal(app, &account, notification, signature) {
            Ok(sealed) => {
                app.sent.note(Sent::of(notification, number, &sealed));
                send(app, notification, number, sealed).await
            }
            Err(error) => (Err(error), None),
        },
        None => (Err("the merchant is gone".to_owned()), None),
    };
    let (outcome, took) = outcome;
    let made = Made { number, at, took: took.unwrap_or_else(|| started.elapsed()), outcome };
    app.figures.told(made.is_delivered());
    made
}

/// The answer's status and the beginning of its body, or why there is none.
type Outcome = Result<(u16, String), String>;

/// By whoever listens and wants to deliver it, else by this server. How long it took, where it was measured elsewhere.
async fn send(app: &App, notification: &Notification, number: u32, sealed: Sealed) -> (Outcome, Option<Duration>) {
    if let Some(report) = app.listening.deliver(notification, number, &sealed).await {
        let took = report.duration_ms.map(Duration::from_millis);
        let answer = report.status.map(|status| (status, beginning(report.body.as_bytes())));
        return (answer.ok_or_else(|| report.error.unwrap_or_default()), took);
    }
    if notification.url.is_empty() {
        return (Err("nobody listens any more, and the merchant has no notify_url".to_owned()), None);
    }
    (post(&app.outgoing, &notification.url, sealed).await, None)
}

/// Which attempt is due; 0 where none is, which the worker does not ask for.
fn number(notification: &Notification) -> u32 {
    notification.phase.next_attempt().unwrap_or(0)
}

impl Made {
    fn is_delivered(&self) -> bool {
        matches!(self.outcome, Ok((200..300, _)))
    }

    /// Where the notification stands after it.
    fn phase(&self, notification: &Notification) -> Phase {
        if notification.url.is_empty() && !self.is_delivered() {
            // Only a listening session could take it: it waits for an address.
            return Phase::Unaddressed;
        }
        Phase::after(self.number, self.is_delivered(), notification.event_type.schedule(), self.at)
    }

    async fn record(
        self,
        app: &App,
        notification: &Notification,
        phase: Phase,
        fault: Option<NotificationFault>,
    ) -> Result<(), StoreError> {
        let delivered = self.is_delivered();
        let Self { number, at, took, outcome } = self;
        let (status, response_body, error) = match outcome {
            Ok((status, body)) => (Some(status), Some(body), None),
            Err(error) => (None, None, Some(error)),
        };
        let (id, event) = (&notification.id, notification.event_type.as_str());
        let fault = fault.map(NotificationFault::name);
        if delivered {
            tracing::info!(id, event, number, fault, "notification delivered");
        } else {
            let url = &notification.url;
            tracing::warn!(id, url, number, status, error, fault, "a notification was not taken");
        }
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let fault = fault.map(str::to_owned);
        let attempt = Attempt { number, at, status, duration_ms, error, response_body, fault };
        app.store.record_attempt(id, attempt.clone(), phase).await?;
        app.listening.tell(notification, &attempt);
        app.live.changed(Topic::Notifications);
        Ok(())
    }
}

/// A notification as it goes over the wire: encrypted, dated and signed.
pub(crate) struct Sealed {
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

fn seal(app: &App, account: &Account, notification: &Notification, signature: Signature) -> Result<Sealed, String> {
    let body = envelope(app, account, notification)?;
    let wall = app.clock.wall();
    let timestamp = wall.to_string();
    let nonce = app.entropy.alphanumeric(32);
    let platform = app.platform.current();
    let signer = platform.signer(None, account);
    let sign = |body: &[u8]| signer.key.sign(&message::response(&timestamp, &nonce, body));
    let signature = match signature {
        Signature::Genuine => sign(&body),
        Signature::Wrong => sign(b"another body"),
        Signature::Probe => format!("{PROBE_SIGNATURE_PREFIX}{}", sign(b"another body")),
    };
    let headers = vec![
        ("Content-Type", "application/json".to_owned()),
        ("Accept", "*/*".to_owned()),
        ("Pragma", "no-cache".to_owned()),
        ("User-Agent", USER_AGENT.to_owned()),
        (WECHATPAY_NONCE, nonce),
        (WECHATPAY_SIGNATURE, signature),
        (WECHATPAY_TIMESTAMP, timestamp),
        (WECHATPAY_SERIAL, signer.serial.clone()),
        (WECHATPAY_SIGNATURE_TYPE, signer.key.algorithm().scheme().to_owned()),
        (REQUEST_ID, RequestId::new(wall, app.entropy.bytes(), 0).as_str().to_owned()),
    ];
    Ok(Sealed { headers, body: body.into() })
}

async fn post(http: &reqwest::Client, url: &str, sealed: Sealed) -> Outcome {
    let mut request = http.post(url).timeout(ANSWER_TIMEOUT);
    for (name, value) in sealed.headers {
        request = request.header(name, value);
    }
    let mut answer = request.body(sealed.body).send().await.map_err(|error| causes(&error))?;
    let mut text = Vec::new();
    while text.len() < KEPT_BODY
        && let Some(chunk) = answer.chunk().await.map_err(|error| causes(&error))?
    {
        text.extend_from_slice(&chunk);
    }
    Ok((answer.status().as_u16(), beginning(&text)))
}

/// What is kept of an answer's body.
fn beginning(text: &[u8]) -> String {
    String::from_utf8_lossy(&text[..text.len().min(KEPT_BODY)]).into_owned()
}

fn envelope(app: &App, account: &Account, notification: &Notification) -> Result<Vec<u8>, String> {
    let nonce = app.entropy.alphanumeric(12);
    let notice = Notice {
        id: &notification.id,
        event_type: notification.event_type.as_str(),
        summary: summary(notification.event_type),
        original_type: original_type(notification.event_type),
        associated_data: original_type(notification.event_type),
        nonce: &nonce,
        create_time: notification.created_at.unix(),
    };
    let plaintext = notification.plaintext.as_bytes();
    let envelope = Envelope::seal_with(account.algorithm(), &account.apiv3_key, &notice, plaintext)
        .map_err(|error| error.to_string())?;
    serde_json::to_vec(&envelope).map_err(|error| error.to_string())
}

/// An error with all its causes: "error sending request" alone helps nobody.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
