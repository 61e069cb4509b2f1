//! What a move of the service clock would cause: the rules themselves, run on copies. Nothing is written.

use crate::app::App;
use crate::clock::Now;
use crate::engine::payer;
use crate::happenings::{Happening, Happenings};
use crate::identity::Account;
use crate::notices;
use crate::refusal::Refusal;
use payscore_domain::{Behaviour, Moment, Record, RecordEvent, RecordKey, RecordKind};
use std::collections::BTreeMap;

/// So many records are looked into at most: those that are due first.
pub(crate) const RECORDS: usize = 10_000;
/// So many waiting notifications are: they are read with all that they say.
const NOTIFICATIONS: usize = 1_000;
/// After so many records others get their turn.
const BATCH: usize = 64;

/// What would happen.
#[derive(Default)]
pub(crate) struct Foresight {
    pub(crate) happenings: Happenings,
    /// Whether there is more than was looked into.
    pub(crate) more: bool,
}

/// What would happen until then, to at most so many records.
pub(crate) async fn foresee(app: &App, until: Moment, records: usize) -> Result<Foresight, Refusal> {
    let mut sight = Sight { app, until, happenings: Happenings::default(), followed: BTreeMap::new() };
    let mut due = app.store.due_records(until, limit(records)).await?;
    let mut more = due.len() > records;
    due.truncate(records);
    // What happens to orders changes their sign plans: these come last.
    let (sign_plans, others): (Vec<_>, Vec<_>) = due.into_iter().partition(|key| key.kind == RecordKind::SignPlan);
    sight.live_through(others).await?;
    for key in sign_plans {
        sight.followed.entry(key).or_default();
    }
    let sign_plans = sight.followed.keys().cloned().collect();
    sight.live_through(sign_plans).await?;
    more |= sight.waiting_notifications().await?;
    let now = Now { service: until.unix(), ..app.clock.now() };
    for (identity, phase, at) in app.platform.current().scheduled_by(now) {
        sight.happenings.note(Happening::of_platform(identity, phase, at));
    }
    Ok(Foresight { happenings: sight.happenings, more })
}

/// One more than is looked into, to know whether there is more.
fn limit(most: usize) -> i64 {
    i64::try_from(most + 1).unwrap_or(i64::MAX)
}

/// What has been seen so far.
struct Sight<'a> {
    app: &'a App,
    until: Moment,
    happenings: Happenings,
    /// What orders mean for their sign plans, and when.
    followed: BTreeMap<RecordKey, Vec<(Moment, RecordEvent)>>,
}

impl Sight<'_> {
    async fn live_through(&mut self, keys: Vec<RecordKey>) -> Result<(), Refusal> {
        for batch in keys.chunks(BATCH) {
            for key in batch {
                let Some(account) = self.app.merchants.get(key.mchid.as_str()) else { continue };
                if let Some(stored) = self.app.store.record(key).await? {
                    self.live(&account, key, stored.record);
                }
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// As `engine::advance` does it: each thing at its own moment, and what others mean for it in between.
    fn live(&mut self, account: &Account, key: &RecordKey, mut record: Record) {
        let mut followed = self.followed.remove(key).unwrap_or_default();
        followed.sort_by_key(|(at, _)| *at);
        for (at, event) in followed {
            self.catch_up(account, key, &mut record, Behaviour::PaysAtOnce, at);
            record.apply(&event);
        }
        let payer = payer(account, record.openid());
        self.catch_up(account, key, &mut record, payer, self.until);
    }

    fn catch_up(&mut self, account: &Account, key: &RecordKey, record: &mut Record, payer: Behaviour, until: Moment) {
        // Found on a copy, then applied one by one: a notification tells of the record as it is right after its event.
        for (at, event) in record.clone().catch_up(payer, &self.app.context_at(until)) {
            record.apply(&event);
            self.happenings.note(Happening::of_record(key, at, &event));
            let notice = notices::of(self.app, account, record, &event, at);
            if let Some(attempt) = notice.as_ref().and_then(Happening::of_notification) {
                self.happenings.note(attempt);
            }
            if let Some((other, event)) = record.follow_up(&event, at) {
                self.followed.entry(other).or_default().push((at, event));
            }
        }
    }

    /// The next attempts of notifications that are in the outbox already; what follows them is for the merchant's
    /// answers to decide. Whether there are more than are counted.
    async fn waiting_notifications(&mut self) -> Result<bool, Refusal> {
        let now = self.app.clock.service();
        let waiting = self.app.store.due_notifications(self.until, limit(NOTIFICATIONS)).await?;
        let attempts = waiting.iter().take(NOTIFICATIONS).filter_map(Happening::of_notification);
        // Those that are due by now go out in any case.
        for attempt in attempts.filter(|attempt| attempt.at > now) {
            self.happenings.note(attempt);
        }
        Ok(waiting.len() > NOTIFICATIONS)
    }
}
