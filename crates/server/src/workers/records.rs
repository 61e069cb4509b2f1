//! Moves records on that something happens to by itself: expiry, deductions.

use super::until;
use crate::app::App;
use crate::engine::{self, Advanced};
use crate::refusal::Refusal;
use futures_util::future::join_all;
use payscore_domain::{Moment, RecordKey};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How many records are taken at a time: enough to fill a commit group.
const BATCH: i64 = 256;
const AFTER_AN_ERROR: Duration = Duration::from_secs(1);

/// Runs until told to stop.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    loop {
        let sleep = match step(&app).await {
            Ok(next) => until(next, &app.clock),
            Err(_) => AFTER_AN_ERROR,
        };
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = app.alarms.records.notified() => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Does all that is due, and says when to look again.
async fn step(app: &App) -> Result<Option<Moment>, Refusal> {
    // From here on every commit that is due earlier than known wakes the worker again.
    app.alarms.records_sleep_until(None);
    catch_up(app, app.clock.service()).await?;
    let next = app.store.next_record_due().await?;
    app.alarms.records_sleep_until(next);
    Ok(next)
}

/// Does all that is due by `now`; how many records that were.
pub(crate) async fn catch_up(app: &App, now: Moment) -> Result<usize, Refusal> {
    let mut moved = 0;
    loop {
        let due = app.store.due_records(now, BATCH).await?;
        if due.is_empty() {
            return Ok(moved);
        }
        let outcomes = join_all(due.iter().map(|key| advance(app, key, now))).await;
        let done = outcomes.into_iter().collect::<Result<Vec<_>, _>>()?;
        let count = done.into_iter().filter(|done| *done == Advanced::Something).count();
        moved += count;
        if count == 0 {
            // What is left belongs to merchants that are gone: looking again would find the same.
            return Ok(moved);
        }
    }
}

async fn advance(app: &App, key: &RecordKey, now: Moment) -> Result<Advanced, Refusal> {
    let Some(account) = app.merchants.get(key.mchid.as_str()) else {
        tracing::warn!(mchid = %key.mchid, "a record is due, but its merchant is gone");
        return Ok(Advanced::Nothing);
    };
    match app.store.record(key).await? {
        Some(stored) => engine::advance(app, &account, stored, now).await,
        None => Ok(Advanced::Nothing),
    }
}
