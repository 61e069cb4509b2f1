//! Delivers notifications: encrypted, signed, and again until the merchant has them.

mod lanes;
mod late;
mod struck;

use super::{Trouble, until};
use crate::app::{App, News};
use crate::config::Config;
use crate::faults::NotificationFault;
use crate::identity::Account;
use crate::journal::Sent;
use crate::live::Topic;
use crate::nodes::Common;
use crate::notices::{original_type, summary};
use crate::outgoing::{Outgoing, shown};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use lanes::{Lanes, Turn, Wanted};
use late::Late;
use payscore_domain::notification::{Notification, Phase, Tamper};
use payscore_domain::{Mchid, Moment};
use payscore_store::{Attempt, StoreError, Transition};
use payscore_wire::headers::{
    PROBE_SIGNATURE_PREFIX, REQUEST_ID, WECHATPAY_NONCE, WECHATPAY_SERIAL, WECHATPAY_SIGNATURE,
    WECHATPAY_SIGNATURE_TYPE, WECHATPAY_TIMESTAMP,
};
use payscore_wire::{Envelope, Notice, RequestId, message};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

/// Upstream waits this long for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
const USER_AGENT: &str = "Mozilla/4.0";
/// So many begin before whoever else is ready has its turn.
const AT_A_TIME: usize = 4;
/// How much of an answer's body is kept.
const KEPT_BODY: usize = 1024;
const AFTER_AN_ERROR: Duration = Duration::from_secs(1);

/// Where several servers share the database, each looks so often for what another one owes and does not send.
const LOOK_FOR_OTHERS: Duration = Duration::from_secs(1);

/// Runs until told to stop; deliveries under way are finished.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let others = app.store.shared().map(|_| tokio::time::Instant::now());
    let mut outbox =
        Outbox { app, lanes: Lanes::default(), stale: true, others, running: JoinSet::new(), late: Arc::default() };
    let mut trouble = Trouble::new("the outbox cannot be read");
    loop {
        let started = outbox.start_due().await;
        let sleep = if started.is_ok() { outbox.sleep() } else { AFTER_AN_ERROR };
        trouble.note(started.err());
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => break,
            () = outbox.app.alarms.notifications.notified() => {}
            Some(ended) = outbox.running.join_next() => outbox.end(ended),
            () = tokio::time::sleep(sleep) => outbox.app.outgoing.tidy(),
        }
    }
    while outbox.running.join_next().await.is_some() {}
    outbox.app.listening.close();
}

/// What is due, and what is under way.
struct Outbox {
    app: Arc<App>,
    lanes: Lanes<Notification>,
    /// Who is owed something is to be asked anew.
    stale: bool,
    /// When to look next at what other servers owe; `None` where there are none.
    others: Option<tokio::time::Instant>,
    running: JoinSet<Ended>,
    late: Arc<Late>,
}

/// A delivery that has ended. `None`: its record says what came of it.
struct Ended {
    mchid: Mchid,
    row: i64,
    after: Option<After>,
}

/// Where a notification stands after an attempt.
pub(crate) struct After {
    answered: bool,
    phase: Phase,
}

impl Outbox {
    /// Until something is due.
    fn sleep(&self) -> Duration {
        let sleep = until(self.lanes.next_look(), self.app.clock.now());
        if self.others.is_some() { sleep.min(LOOK_FOR_OTHERS) } else { sleep }
    }

    /// Whether it is time to look at what other servers owe.
    fn looks_for_others(&mut self) -> bool {
        let now = tokio::time::Instant::now();
        let due = self.others.is_some_and(|at| at <= now);
        if due {
            self.others = Some(now + LOOK_FOR_OTHERS);
        }
        due
    }

    /// Starts as many deliveries as may run.
    async fn start_due(&mut self) -> Result<(), StoreError> {
        while let Some(ended) = self.running.try_join_next() {
            self.end(ended);
        }
        let now = self.app.clock.service();
        let News { owed, changed, all } = self.app.alarms.take_outbox_news();
        self.stale |= all;
        let for_others = self.looks_for_others();
        if self.stale || for_others {
            if self.stale {
                self.lanes.forget();
            }
            let owed = self.app.store.merchants_owed().await?;
            owed.into_iter().for_each(|(mchid, due)| self.lanes.owed(mchid, due));
            self.stale = false;
        }
        changed.into_iter().for_each(|mchid| self.lanes.changed(mchid, now));
        owed.into_iter().for_each(|mchid| self.lanes.owed(mchid, now));
        let mut started = 0_usize;
        while let Some(turn) = self.lanes.next(now) {
            match turn {
                Turn::Start(mchid, row, notification) => {
                    self.start(mchid, row, notification).await;
                    started += 1;
                    // Each signs as soon as it runs: requests that came meanwhile do not wait for all of them.
                    if started.is_multiple_of(AT_A_TIME) {
                        tokio::task::yield_now().await;
                    }
                }
                Turn::Read(wanted) => {
                    let Wanted { mchid, under_way, limit, .. } = &wanted;
                    let found = self.app.store.due_notifications_of(mchid, now, under_way, *limit).await?;
                    self.lanes.found(&wanted, found.due, found.next);
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, ended: Result<Ended, JoinError>) {
        match ended {
            Ok(Ended { mchid, row, after: Some(After { answered, phase }) }) => {
                let next = match phase {
                    Phase::Waiting { due, .. } => Some(due),
                    _ => None,
                };
                self.lanes.ended(mchid, row, Some(answered), next);
            }
            Ok(Ended { mchid, row, after: None }) => {
                self.lanes.ended(mchid, row, None, Some(self.app.clock.service()));
            }
            // Nobody cancels them: a panic, which the hook has told of. Its place stays taken.
            Err(error) => tracing::error!(%error, "a delivery ended badly"),
        }
    }

    async fn start(&mut self, mchid: Mchid, row: i64, notification: Notification) {
        // Decided here, in the order in which attempts begin, not in the one in which they happen to run.
        let held = self.app.holding.is_on();
        let strike = match held {
            true => Ok(None),
            false => self.app.faults.strike_attempt(&notification, Common::of(&*self.app.store)).await,
        };
        let (app, late) = (self.app.clone(), self.late.clone());
        self.running.spawn(async move {
            if late::is_late(&notification, app.clock.service()) {
                late.give_way().await;
            }
            let made = match strike {
                _ if held => hold(&app, &notification).await,
                Ok(None) => deliver(&app, &notification).await,
                Ok(Some(strike)) => struck::deliver(&app, &notification, strike).await,
                Err(error) => Err(error),
            };
            let after = made.unwrap_or_else(|error| {
                let id = &notification.id;
                tracing::error!(error = &error as &dyn std::error::Error, id, "an attempt could not be recorded");
                None
            });
            Ended { mchid, row, after }
        });
    }
}

/// Kept back until somebody lets it go.
async fn hold(app: &App, notification: &Notification) -> Result<Option<After>, StoreError> {
    let Some(held) = notification.phase.tampered(Tamper::Hold, app.clock.service()) else { return Ok(None) };
    // Where somebody was faster, it is theirs to say what becomes of it.
    app.store.reschedule(&notification.id, &notification.url, Some(notification.phase), held).await?;
    app.live.changed(Topic::Notifications);
    Ok(None)
}

/// One more delivery beside its schedule, as if the network had doubled the attempt before.
pub(crate) async fn duplicate(app: &App, notification: &Notification, number: u32) -> Result<(), StoreError> {
    let made = make_number(app, notification, number, Signature::Genuine).await;
    let phase = match notification.phase {
        Phase::Waiting { .. } | Phase::Held { .. } if made.is_delivered() => Phase::Delivered { at: made.at },
        phase => phase,
    };
    made.record(app, notification, phase, None).await.map(drop)
}

/// The attempt that is to come, and its record.
pub(crate) async fn deliver(app: &App, notification: &Notification) -> Result<Option<After>, StoreError> {
    let made = make(app, notification, Signature::Genuine).await;
    let phase = made.phase(notification);
    let after = made.record(app, notification, phase, None).await?;
    struck::send_those_overtaken(app, notification).await?;
    Ok(after)
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
    let answer = app.outgoing.post(&notification.url, sealed.headers, sealed.body).await;
    (answer.map(|answer| (answer.status, beginning(&answer.body))), None)
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

    /// Notes it. `None`: others have dealt with the notification meanwhile, and it is to be looked at anew.
    async fn record(
        self,
        app: &App,
        notification: &Notification,
        phase: Phase,
        fault: Option<NotificationFault>,
    ) -> Result<Option<After>, StoreError> {
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
            let url = &*shown(&notification.url);
            tracing::warn!(id, url, number, status, error, fault, "a notification was not taken");
        }
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let fault = fault.map(str::to_owned);
        let attempt = Attempt { number, at, status, duration_ms, error, response_body, fault };
        let transition = Transition { from: notification.phase, to: phase };
        let is_there = app.store.record_attempt(id, attempt.clone(), transition).await?;
        if !is_there {
            tracing::debug!(id, number, "somebody has dealt with the notification during this attempt");
        }
        app.listening.tell(notification, &attempt);
        app.live.changed(Topic::Notifications);
        Ok(is_there.then_some(After { answered: status.is_some(), phase }))
    }
}

/// What carries notifications out.
pub(crate) fn outgoing(config: &Config) -> Outgoing {
    Outgoing::new(ANSWER_TIMEOUT, KEPT_BODY).dialling(config.dial.clone())
}

/// A notification as it goes over the wire: encrypted, dated and signed.
pub(crate) struct Sealed {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The headers' names as upstream writes them, in the order in which they are sent.
const HEADERS: [&str; 10] = [
    "Content-Type",
    "Accept",
    "Pragma",
    "User-Agent",
    WECHATPAY_NONCE,
    WECHATPAY_SIGNATURE,
    WECHATPAY_TIMESTAMP,
    WECHATPAY_SERIAL,
    WECHATPAY_SIGNATURE_TYPE,
    REQUEST_ID,
];

impl Sealed {
    /// The headers by the names that upstream writes.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        HEADERS.iter().filter_map(|name| Some((*name, self.headers.get(*name)?.to_str().ok()?)))
    }
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
    let request_id = RequestId::new(wall, app.entropy.bytes(), 0);
    let values = [
        "application/json",
        "*/*",
        "no-cache",
        USER_AGENT,
        &nonce,
        &signature,
        &timestamp,
        &signer.serial,
        signer.key.algorithm().scheme(),
        request_id.as_str(),
    ];
    let header = |(name, value): (&str, &str)| {
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
    };
    let headers = HEADERS.into_iter().zip(values).filter_map(header).collect();
    Ok(Sealed { headers, body: body.into() })
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
