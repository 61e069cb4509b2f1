//! Notifications: which are due, and what becomes of them.

use super::complaint;
use super::state::{Outgoing, State, size};
use payscore_domain::notification::{Notification, Phase};
use payscore_domain::{Mchid, Moment};
use payscore_store::{Attempt, Delivery, DueNotifications, NotificationFilter, Standing, StoreError, Transition};
use std::collections::BTreeMap;

fn due(outgoing: &Outgoing) -> Option<Moment> {
    match outgoing.notification.phase {
        Phase::Waiting { due, .. } => Some(due),
        _ => None,
    }
}

fn delivery(outgoing: &Outgoing) -> Delivery {
    Delivery { notification: outgoing.notification.clone(), attempts: outgoing.attempts.clone() }
}

impl State {
    /// What waits, the longest due first, each with its row number.
    fn waiting(&self) -> Vec<(Moment, i64, &Outgoing)> {
        let mut waiting: Vec<_> =
            self.notifications.iter().filter_map(|(row, outgoing)| Some((due(outgoing)?, *row, outgoing))).collect();
        waiting.sort_by_key(|(due, row, _)| (*due, *row));
        waiting
    }

    pub(super) fn due_notifications(&self, now: Moment, limit: i64) -> Vec<Notification> {
        let waiting = self.waiting().into_iter().take_while(|(due, ..)| *due <= now);
        waiting.take(size(limit)).map(|(.., outgoing)| outgoing.notification.clone()).collect()
    }

    pub(super) fn merchants_owed(&self) -> Vec<(Mchid, Moment)> {
        let mut owed: BTreeMap<Mchid, Moment> = BTreeMap::new();
        for (due, _, outgoing) in self.waiting() {
            owed.entry(outgoing.notification.mchid.clone()).or_insert(due);
        }
        owed.into_iter().collect()
    }

    pub(super) fn due_notifications_of(
        &self,
        mchid: &Mchid,
        now: Moment,
        under_way: &[i64],
        limit: usize,
    ) -> DueNotifications {
        let mut waiting = self.waiting();
        waiting.retain(|(_, row, outgoing)| outgoing.notification.mchid == *mchid && !under_way.contains(row));
        let count = waiting.iter().take(limit).take_while(|(due, ..)| *due <= now).count();
        let next = waiting.get(count).map(|(due, ..)| *due);
        waiting.truncate(count);
        let due = waiting.into_iter().map(|(_, row, outgoing)| (row, outgoing.notification.clone())).collect();
        DueNotifications { due, next }
    }

    fn outgoing(&mut self, id: &str) -> Option<&mut Outgoing> {
        let row = self.notification_rows.get(id)?;
        self.notifications.get_mut(row)
    }

    pub(super) fn record_attempt(
        &mut self,
        id: &str,
        attempt: Attempt,
        Transition { from, to }: Transition,
    ) -> Result<bool, StoreError> {
        let outgoing = self.outgoing(id).ok_or_else(|| complaint("there is no such notification"))?;
        let later = outgoing.attempts.iter().rev().take_while(|one| one.at > attempt.at).count();
        outgoing.attempts.insert(outgoing.attempts.len() - later, attempt);
        let is_there = outgoing.notification.phase == from;
        if is_there {
            outgoing.notification.phase = to;
        }
        Ok(is_there)
    }

    pub(super) fn reschedule(&mut self, id: &str, url: String, from: Option<Phase>, to: Phase) -> bool {
        let outgoing = self.outgoing(id).filter(|outgoing| from.is_none_or(|from| outgoing.notification.phase == from));
        let Some(outgoing) = outgoing else { return false };
        outgoing.notification.url = url;
        outgoing.notification.phase = to;
        true
    }

    pub(super) fn delivery(&self, id: &str) -> Option<Delivery> {
        self.notification_rows.get(id).and_then(|row| self.notifications.get(row)).map(delivery)
    }

    pub(super) fn deliveries(&self, filter: &NotificationFilter) -> Vec<Delivery> {
        let before = match &filter.before {
            Some(id) => self.notification_rows.get(id).copied().unwrap_or_default(),
            None => i64::MAX,
        };
        let suits = |outgoing: &&Outgoing| {
            let Notification { mchid, subject, phase, .. } = &outgoing.notification;
            let stands = match filter.standing {
                Some(Standing::Waiting) => matches!(phase, Phase::Waiting { .. }),
                Some(Standing::Held) => matches!(phase, Phase::Held { .. }),
                None => true,
            };
            stands
                && filter.mchid.as_ref().is_none_or(|wanted| mchid == wanted)
                && filter.subject.as_ref().is_none_or(|wanted| subject == wanted)
        };
        let newest = self.notifications.range(..before).rev().map(|(_, outgoing)| outgoing);
        newest.filter(suits).take(size(filter.limit)).map(delivery).collect()
    }
}
