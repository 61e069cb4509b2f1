//! What every part of the server shares.

use crate::clock::Clock;
use crate::config::Config;
use crate::control::{Attempts, AuditLog};
use crate::entropy::Entropy;
use crate::faults::Faults;
use crate::figures::Figures;
use crate::gateway::{Frequency, Nonces};
use crate::holding::Holding;
use crate::identity::{Merchants, Platform};
use crate::journal::{Journal, SentNotifications};
use crate::listening::Listening;
use crate::live::Live;
use crate::media::MediaFolder;
use crate::nodes::Nodes;
use crate::order_counts::OrderCounts;
use crate::outgoing::Outgoing;
use parking_lot::Mutex;
use payscore_domain::{Context, Mchid, Moment};
use payscore_store::Store;
use payscore_wire::ApiV3Key;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use tokio::sync::Notify;

/// Where a running server listens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Addresses {
    pub(crate) http: SocketAddr,
    pub(crate) tls: Option<SocketAddr>,
    pub(crate) proxy: Option<SocketAddr>,
}

/// The running server's parts.
pub(crate) struct App {
    pub(crate) addresses: Addresses,
    pub(crate) config: Config,
    /// Whether the server was told to stop.
    pub(crate) draining: AtomicBool,
    pub(crate) clock: Clock,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) platform: Platform,
    pub(crate) merchants: Merchants,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) media: Arc<MediaFolder>,
    pub(crate) nonces: Nonces,
    pub(crate) attempts: Attempts,
    pub(crate) audit: AuditLog,
    pub(crate) frequency: Frequency,
    pub(crate) journal: Journal,
    /// What carries notifications out.
    pub(crate) outgoing: Outgoing,
    pub(crate) sent: SentNotifications,
    pub(crate) holding: Holding,
    /// Held while a user authorizes: of two at once the second has to see what the first did, once that is durable.
    /// Whoever hangs up lets go of it no sooner (`control/guard.rs`).
    pub(crate) authorizing: tokio::sync::Mutex<()>,
    pub(crate) faults: Faults,
    pub(crate) alarms: Arc<Alarms>,
    pub(crate) listening: Listening,
    pub(crate) live: Arc<Live>,
    pub(crate) figures: Arc<Figures>,
    pub(crate) order_counts: OrderCounts,
    pub(crate) nodes: Nodes,
    /// Closes the tokens of bill files. A new one at every start: they live for minutes. Where several servers share the
    /// database, all have the same.
    pub(crate) bill_tokens: ApiV3Key,
}

impl App {
    /// What a command is decided with, at the service clock's time.
    pub(crate) fn context(&self) -> Context {
        self.context_at(self.clock.service())
    }

    /// What a command is decided with, at `now`.
    pub(crate) fn context_at(&self, now: Moment) -> Context {
        Context {
            now,
            draw: self.entropy.draw(),
            deduction_seconds: self.config.deduction_seconds,
            strict_start_time: self.config.strict_start_time,
        }
    }
}

/// What happened in the outbox since the notification worker looked.
#[derive(Default)]
pub(crate) struct News {
    /// To whom something new is owed.
    pub(crate) owed: BTreeSet<Mchid>,
    /// Whose notifications were changed.
    pub(crate) changed: BTreeSet<Mchid>,
    /// Anybody's may have been changed.
    pub(crate) all: bool,
}

/// Wakes the workers when something falls due before they would look again.
pub(crate) struct Alarms {
    pub(crate) records: Notify,
    pub(crate) notifications: Notify,
    pub(crate) platform: Notify,
    /// What the notification worker has to look at.
    outbox: Mutex<News>,
    /// When the record worker will look again by itself, on the service clock.
    records_asleep_until: AtomicI64,
}

impl Alarms {
    pub(crate) fn new() -> Self {
        Self {
            records: Notify::new(),
            notifications: Notify::new(),
            platform: Notify::new(),
            outbox: Mutex::default(),
            records_asleep_until: AtomicI64::new(i64::MIN),
        }
    }

    /// The record worker goes to sleep until then, or until woken.
    pub(crate) fn records_sleep_until(&self, until: Option<Moment>) {
        self.records_asleep_until.store(until.map_or(i64::MAX, Moment::unix), Ordering::SeqCst);
    }

    /// A record has something due then.
    pub(crate) fn record_due(&self, due: Option<Moment>) {
        if due.is_some_and(|due| due.unix() < self.records_asleep_until.load(Ordering::SeqCst)) {
            self.records.notify_one();
        }
    }

    /// These merchants are owed something new.
    pub(crate) fn outbox_owes(&self, mchids: impl IntoIterator<Item = Mchid>) {
        self.outbox.lock().owed.extend(mchids);
        self.notifications.notify_one();
    }

    /// A notification of this merchant that may have been read ahead was changed.
    pub(crate) fn outbox_changed_of(&self, mchid: &Mchid) {
        self.outbox.lock().changed.insert(mchid.clone());
        self.notifications.notify_one();
    }

    /// Notifications of any merchants that may have been read ahead were changed.
    pub(crate) fn outbox_changed(&self) {
        self.outbox.lock().all = true;
        self.notifications.notify_one();
    }

    /// What is to be looked at; told once.
    pub(crate) fn take_outbox_news(&self) -> News {
        std::mem::take(&mut *self.outbox.lock())
    }

    /// Everything may have changed: the service clock was moved.
    pub(crate) fn all(&self) {
        self.records.notify_one();
        self.notifications.notify_one();
        self.platform.notify_one();
    }
}
