//! Moves records on that something happens to by itself: expiry, deductions.

use super::{Trouble, until};
use crate::app::App;
use crate::engine::{self, Advanced};
use crate::happenings::Happenings;
use crate::refusal::Refusal;
use futures_util::future::join_all;
use payscore_domain::{Moment, RecordKey};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How many records are taken at a time: enough to fill a commit group.
const BATCH: i64 = 256;
/// How many seconds they live through at a time. An unpaid order is asked for money every day, and all that happens to
/// a batch is in memory at once: so a fast clock that was left alone for long needs no more of it than a year's jump.
const STAGE: i64 = 366 * 24 * 3600;
const AFTER_AN_ERROR: Duration = Duration::from_secs(1);

/// Where several servers share the database, each looks at least so often: what one of them has made may be another's to
/// move on.
const LONGEST_AMONG_OTHERS: Duration = Duration::from_secs(5);

/// Runs until told to stop.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut trouble = Trouble::new("the store cannot be asked what is due");
    let longest = if app.store.shared().is_some() { LONGEST_AMONG_OTHERS } else { Duration::MAX };
    loop {
        // From here on every commit that is due earlier than known wakes the worker again.
        app.alarms.records_sleep_until(None);
        let next = app.store.next_record_due().await;
        let sleep = match &next {
            Ok(next) => match step(&app, *next).await {
                Ok(next) => until(next, app.clock.now()),
                Err(_) => AFTER_AN_ERROR,
            },
            Err(_) => AFTER_AN_ERROR,
        };
        trouble.note(next.err());
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return,
            () = app.alarms.records.notified() => {}
            () = tokio::time::sleep(sleep.min(longest)) => {}
        }
    }
}

/// Does all that is due, where anything is, and says when to look again.
async fn step(app: &App, next: Option<Moment>) -> Result<Option<Moment>, Refusal> {
    let now = app.clock.service();
    let is_due = next.is_some_and(|next| next <= now);
    let next = if is_due {
        catch_up(app, now).await?;
        // What is still due belongs to merchants that are gone: looking at once would find the same.
        app.store.next_record_due().await?.filter(|next| *next > now)
    } else {
        next
    };
    app.alarms.records_sleep_until(next);
    Ok(next)
}

/// What catching up did.
#[derive(Default)]
pub(crate) struct CaughtUp {
    /// How many records it changed.
    pub(crate) moved: usize,
    /// What happened to them.
    pub(crate) happenings: Happenings,
}

/// Does all that is due by `now`.
pub(crate) async fn catch_up(app: &App, now: Moment) -> Result<CaughtUp, Refusal> {
    let mut done = CaughtUp::default();
    let mut until = None;
    while until.is_none_or(|until| until < now) {
        let Some(next) = app.store.next_record_due().await?.filter(|next| *next <= now) else { break };
        let stage = until.map_or(next, |until| next.max(until)).plus(STAGE).min(now);
        catch_up_stage(app, stage, &mut done).await?;
        until = Some(stage);
    }
    Ok(done)
}

async fn catch_up_stage(app: &App, until: Moment, done: &mut CaughtUp) -> Result<(), Refusal> {
    loop {
        let due = app.store.due_records(until, BATCH).await?;
        let outcomes = join_all(due.iter().map(|key| advance(app, key, until))).await;
        let mut moved = 0;
        for outcome in outcomes {
            if let Advanced::Something(happened) = outcome? {
                moved += 1;
                happened.into_iter().for_each(|one| done.happenings.note(one));
            }
        }
        done.moved += moved;
        if moved == 0 {
            // Nothing is left, or what belongs to merchants that are gone: looking again would find the same.
            return Ok(());
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
