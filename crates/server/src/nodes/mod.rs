//! Servers that share a database, each of them a *node*: what one of them changes, all of them know.
//!
//! What a node keeps in memory or in its data folder is a copy. Whoever changes something writes it to the database
//! first, in a way that finds out if another node was faster; then every node takes it over, this one like the others
//! ([`take_over`]). A change made through the control API is answered when all of them have ([`settle`]).
//! With a database of its own a server has none of this: everything here does nothing.

pub(crate) mod identity;

use crate::app::App;
use crate::control::take_over_merchant_settings;
use crate::identity::IdentityError;
use crate::live::Topic;
use crate::workers::Trouble;
use payscore_store::{Shared, Store, StoreError};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use tokio::time::Instant;

/// A node looks so often for what others have changed.
const BEAT: Duration = Duration::from_millis(200);
/// A change is answered after so long at the latest, whether all nodes have it or not.
const SETTLED_AFTER: Duration = Duration::from_secs(3);
/// Whoever waits for others asks so often.
const ASK: Duration = Duration::from_millis(20);

/// What this server has taken over.
pub(crate) struct Nodes {
    /// Up to which version of the state. Held by whoever takes something over.
    seen: Mutex<i64>,
}

impl Nodes {
    /// The state was read after it had this version.
    pub(crate) fn new(seen: i64) -> Self {
        Self { seen: Mutex::new(seen) }
    }
}

/// All settings, by their names.
pub(crate) type Settings = HashMap<String, String>;

/// Settings of a database that servers share.
#[derive(Clone, Copy)]
pub(crate) struct Common<'a> {
    pub(crate) store: &'a dyn Store,
    pub(crate) shared: &'a dyn Shared,
}

impl<'a> Common<'a> {
    /// `None` where the database is one server's own.
    pub(crate) fn of(store: &'a dyn Store) -> Option<Self> {
        store.shared().map(|shared| Self { store, shared })
    }

    /// Makes of a setting what `change` makes of it, which is asked again where another server was faster. What it
    /// leaves as it is is not written.
    pub(crate) async fn change<T>(
        self,
        name: &str,
        change: impl Fn(Option<&str>) -> Result<(Option<String>, T), StoreError>,
    ) -> Result<T, StoreError> {
        loop {
            let found = self.store.setting(name).await?;
            let (changed, outcome) = change(found.as_deref())?;
            let Some(changed) = changed.filter(|changed| found.as_ref() != Some(changed)) else { return Ok(outcome) };
            if self.shared.swap_setting(name, found.as_deref(), &changed).await? {
                return Ok(outcome);
            }
        }
    }
}

/// Takes over what was changed since the last time, by whomever; answers the version that this was.
pub(crate) async fn take_over(app: &Arc<App>) -> Result<i64, IdentityError> {
    let mut seen = app.nodes.seen.lock().await;
    take_over_since(app, &mut seen).await
}

async fn take_over_since(app: &Arc<App>, seen: &mut i64) -> Result<i64, IdentityError> {
    let Some(shared) = app.store.shared() else { return Ok(0) };
    // What is read below may be newer than this: then it is read once more.
    let version = shared.version().await?;
    if version == *seen {
        return Ok(version);
    }
    identity::take_over(app, shared, *seen).await?;
    let settings: Settings = shared.settings().await?.into_iter().collect();
    take_over_merchant_settings(&app.merchants, &settings);
    app.media.take_over(shared, *seen).await?;
    if app.clock.take_over(&settings)? {
        app.alarms.all();
    }
    app.holding.take_over(&settings);
    app.faults.take_over(&settings)?;
    // Records may have been replaced, too: a reset, a snapshot.
    app.order_counts.forget().await;
    app.alarms.outbox_changed();
    for topic in [Topic::Orders, Topic::Notifications, Topic::Clock, Topic::Faults, Topic::Merchants] {
        app.live.changed(topic);
    }
    *seen = version;
    Ok(version)
}

/// Waits until what was changed so far is in force on all nodes; one that does not answer is not waited for for long.
pub(crate) async fn settle(app: &Arc<App>) -> Result<(), IdentityError> {
    let Some(shared) = app.store.shared() else { return Ok(()) };
    let version = take_over(app).await?;
    shared.beat(version).await?;
    let end = Instant::now() + SETTLED_AFTER;
    while !shared.seen_by_all(version).await? {
        if Instant::now() >= end {
            tracing::warn!(
                "another server on the database has not taken a change over yet, and does not say that it is gone"
            );
            break;
        }
        tokio::time::sleep(ASK).await;
    }
    Ok(())
}

/// Takes over what other nodes change, until told to stop.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    if app.store.shared().is_none() {
        return;
    }
    let mut trouble = Trouble::new("what other servers have changed cannot be taken over");
    loop {
        trouble.note(beat(&app).await.err());
        tokio::select! {
            () = tokio::time::sleep(BEAT) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

async fn beat(app: &Arc<App>) -> Result<(), IdentityError> {
    let Some(shared) = app.store.shared() else { return Ok(()) };
    let seen = *app.nodes.seen.lock().await;
    if shared.beat(seen).await? != seen {
        let seen = take_over(app).await?;
        shared.beat(seen).await?;
    }
    Ok(())
}
