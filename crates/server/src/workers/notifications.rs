//! Delivers notifications: encrypted, signed, and again until the merchant has them.

use super::until;
use crate::app::App;
use crate::identity::Account;
use crate::listening::Report;
use crate::live::Topic;
use crate::notices::{original_type, summary};
use payscore_domain::Moment;
use payscore_domain::notification::{Notification, Phase};
use payscore_store::{Attempt, StoreError};
use payscore_wire::headers::{
    REQUEST_ID, WECHATPAY_NONCE, WECHATPAY_SERIAL, WECHATPAY_SIGNATURE, WECHATPAY_SIGNATURE_TYPE, WECHATPAY_TIMESTAMP,
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
pub(crate) async fn run(app: Arc<App>, http: reqwest::Client, mut stop: watch::Receiver<bool>) {
    let mut outbox = Outbox { app, http, waiting: VecDeque::new(), in_flight: HashSet::new(), running: JoinSet::new() };
    loop {
        let sleep = match outbox.start_due().await {
            Ok(next) => until(next, &outbox.app.clock),
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
    http: reqwest::Client,
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
        let (app, http) = (self.app.clone(), self.http.clone());
        self.running.spawn(async move {
            let id = notification.id.clone();
            if let Err(error) = deliver(&app, &http, notification).await {
                tracing::error!(error = &error as &dyn std::error::Error, id, "an attempt could not be recorded");
            }
            id
        });
    }
}

/// One attempt, and its record.
async fn deliver(app: &App, http: &reqwest::Client, notification: Notification) -> Result<(), StoreError> {
    let Phase::Waiting { attempt: number, .. } = notification.phase else { return Ok(()) };
    let at = app.clock.service();
    let started = Instant::now();
    let outcome = match app.merchants.get(notification.mchid.as_str()) {
        Some(account) => match seal(app, &account, &notification) {
            Ok(sealed) => make_attempt(app, http, &notification, number, sealed).await,
            Err(error) => Outcome::failed(error),
        },
        None => Outcome::failed("the merchant is gone".to_owned()),
    };
    let Outcome { status, body, error, duration_ms } = outcome;
    let delivered = status.is_some_and(|status| (200..300).contains(&status));
    if delivered {
        tracing::info!(
            id = notification.id,
            event = notification.event_type.as_str(),
            number,
            "notification delivered"
        );
    } else {
        let (id, url) = (&notification.id, &notification.url);
        tracing::warn!(id, url, number, status, error, "a notification was not taken");
    }
    let phase = match notification.url.is_empty() && !delivered {
        // Only a listening session could take it: it waits for an address.
        true => Phase::Unaddressed,
        false => Phase::after(number, delivered, notification.event_type.schedule(), at),
    };
    let elapsed = || u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let duration_ms = duration_ms.unwrap_or_else(elapsed);
    let attempt = Attempt { number, at, status, duration_ms, error, response_body: body };
    app.store.record_attempt(&notification.id, attempt.clone(), phase).await?;
    app.listening.tell(&notification, &attempt);
    app.live.changed(Topic::Notifications);
    Ok(())
}

/// How an attempt ended.
struct Outcome {
    status: Option<u16>,
    body: Option<String>,
    error: Option<String>,
    /// Where it was measured elsewhere.
    duration_ms: Option<u64>,
}

impl Outcome {
    fn failed(error: String) -> Self {
        Self { status: None, body: None, error: Some(error), duration_ms: None }
    }
}

/// By whoever listens and wants to deliver it, else by this server.
async fn make_attempt(
    app: &App,
    http: &reqwest::Client,
    notification: &Notification,
    number: u32,
    sealed: Sealed,
) -> Outcome {
    if let Some(Report { status, body, error, duration_ms }) =
        app.listening.deliver(notification, number, &sealed).await
    {
        let body = status.map(|_| beginning(body.as_bytes()));
        return Outcome { status, body, error, duration_ms };
    }
    if notification.url.is_empty() {
        return Outcome::failed("nobody listens any more, and the merchant has no notify_url".to_owned());
    }
    match post(http, &notification.url, sealed).await {
        Ok((status, body)) => Outcome { status: Some(status), body: Some(body), error: None, duration_ms: None },
        Err(error) => Outcome::failed(error),
    }
}

/// A notification as it goes over the wire: encrypted, dated and signed.
pub(crate) struct Sealed {
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

fn seal(app: &App, account: &Account, notification: &Notification) -> Result<Sealed, String> {
    let body = envelope(app, account, notification)?;
    let wall = app.clock.wall();
    let timestamp = wall.to_string();
    let nonce = app.entropy.alphanumeric(32);
    let platform = app.platform.current();
    let signer = platform.signer(None, account);
    let signature = signer.key.sign(&message::response(&timestamp, &nonce, &body));
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
    Ok(Sealed { headers, body })
}

async fn post(http: &reqwest::Client, url: &str, sealed: Sealed) -> Result<(u16, String), String> {
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
