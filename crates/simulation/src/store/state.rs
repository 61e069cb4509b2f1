//! What would be on disk: records, timelines, notifications, settings; and how changes are taken in.

use super::complaint;
use payscore_domain::notification::Notification;
use payscore_domain::{Handle, Mchid, Moment, OpenId, RecordKey, RecordKind, ServiceId};
use payscore_store::{Attempt, Change, CommitError, Listed, Snapshot, StoreError, Stored, TimelineEntry, Write};
use std::collections::{BTreeMap, BTreeSet};

/// A record as it lies there.
#[derive(Debug, Clone)]
pub struct Row {
    /// Newer ones have higher ones.
    pub number: i64,
    /// The record, with the count of its changes.
    pub stored: Stored,
    /// What happened to it, oldest first.
    pub timeline: Vec<TimelineEntry>,
}

/// A notification with its attempts, oldest first.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// What is sent.
    pub notification: Notification,
    /// The attempts.
    pub attempts: Vec<Attempt>,
}

/// Whose handle, of which kind of record, its name and its value.
type HandleKey = (Mchid, RecordKind, &'static str, String);

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct State {
    records: BTreeMap<RecordKey, Row>,
    /// The keys by row number.
    pub(super) rows: BTreeMap<i64, RecordKey>,
    handles: BTreeMap<HandleKey, BTreeSet<i64>>,
    pub(super) notifications: BTreeMap<i64, Outgoing>,
    pub(super) notification_rows: BTreeMap<String, i64>,
    settings: BTreeMap<String, String>,
    /// The highest row number that was ever given.
    given: i64,
}

impl State {
    /// All records.
    pub fn all(&self) -> impl Iterator<Item = (&RecordKey, &Row)> {
        self.records.iter()
    }

    /// All notifications, oldest first.
    pub fn outbox(&self) -> impl Iterator<Item = &Outgoing> {
        self.notifications.values()
    }

    /// The record of this name.
    pub fn row(&self, key: &RecordKey) -> Option<&Row> {
        self.records.get(key)
    }

    pub(super) fn record(&self, key: &RecordKey) -> Option<Stored> {
        self.row(key).map(|row| row.stored.clone())
    }

    pub(super) fn row_numbered(&self, number: i64) -> Option<&Row> {
        self.rows.get(&number).and_then(|key| self.records.get(key))
    }

    fn version(&self, key: &RecordKey) -> Option<i64> {
        self.row(key).map(|row| row.stored.version)
    }

    fn next_number(&mut self) -> i64 {
        self.given += 1;
        self.given
    }

    /// Takes a change in, or leaves everything as it is.
    pub(super) fn commit(&mut self, change: Change) -> Result<(), CommitError> {
        let keys: BTreeSet<RecordKey> = change.writes.iter().map(|write| write.record.key()).collect();
        let stale = |write: &Write| self.version(&write.record.key()) != write.read_version;
        let miscounted = change.counted.as_ref().is_some_and(|counted| {
            self.in_progress(&counted.mchid, &counted.openid, counted.service_id.as_ref()) != counted.in_progress
        });
        let moved_on = change.rests_on.as_ref().is_some_and(|(key, version)| self.version(key) != Some(*version));
        if miscounted || moved_on || keys.len() < change.writes.len() || change.writes.iter().any(stale) {
            return Err(CommitError::Conflict);
        }
        let mut ids = BTreeSet::new();
        if change.notifications.iter().any(|new| !ids.insert(&new.id) || self.notification_rows.contains_key(&new.id)) {
            return Err(complaint("UNIQUE constraint failed: notifications.id").into());
        }
        change.writes.into_iter().for_each(|write| self.write(write));
        for notification in change.notifications {
            let row = self.next_number();
            self.notification_rows.insert(notification.id.clone(), row);
            self.notifications.insert(row, Outgoing { notification, attempts: Vec::new() });
        }
        Ok(())
    }

    fn write(&mut self, write: Write) {
        let Write { record, read_version, events, new_handles } = write;
        let key = record.key();
        let (number, mut timeline) = match self.records.remove(&key) {
            Some(row) => (row.number, row.timeline),
            None => (self.next_number(), Vec::new()),
        };
        timeline.extend(events);
        for Handle { name, value } in new_handles {
            self.handles.entry((key.mchid.clone(), key.kind, name, value)).or_default().insert(number);
        }
        self.rows.insert(number, key.clone());
        let stored = Stored { record, version: read_version.unwrap_or(0) + 1 };
        self.records.insert(key, Row { number, stored, timeline });
    }

    /// Makes a change fit whatever is there: a bug, to be noticed.
    pub(super) fn overlook_versions(&self, change: &mut Change) {
        change.counted = None;
        for write in &mut change.writes {
            if let (Some(_), Some(version)) = (write.read_version, self.version(&write.record.key())) {
                write.read_version = Some(version);
            }
        }
    }

    fn of_handle(&self, mchid: &Mchid, kind: RecordKind, handle: &Handle) -> impl Iterator<Item = &Row> {
        let rows = self.handles.get(&(mchid.clone(), kind, handle.name, handle.value.clone()));
        rows.into_iter().flatten().rev().filter_map(|number| self.row_numbered(*number))
    }

    pub(super) fn newest_of_handle(&self, mchid: &Mchid, kind: RecordKind, handle: &Handle) -> Option<Stored> {
        self.of_handle(mchid, kind, handle).next().map(|row| row.stored.clone())
    }

    pub(super) fn all_of_handle(
        &self,
        mchid: &Mchid,
        kind: RecordKind,
        handle: &Handle,
        before: Option<i64>,
        limit: i64,
    ) -> Vec<Listed> {
        let earlier = |row: &&Row| before.is_none_or(|before| row.number < before);
        self.of_handle(mchid, kind, handle).filter(earlier).take(size(limit)).map(listed).collect()
    }

    fn orders_of<'a>(&'a self, mchid: &'a Mchid, openid: &'a OpenId) -> impl Iterator<Item = &'a Row> {
        let of_user = move |row: &&Row| {
            let record = &row.stored.record;
            record.key().mchid == *mchid && record.in_progress().is_some() && record.openid() == Some(openid)
        };
        self.rows.values().rev().filter_map(|key| self.records.get(key)).filter(of_user)
    }

    pub(super) fn in_progress(&self, mchid: &Mchid, openid: &OpenId, service_id: Option<&ServiceId>) -> u32 {
        let of_service = |row: &&Row| service_id.is_none_or(|id| row.stored.record.service_id() == id);
        u32::try_from(self.orders_of(mchid, openid).filter(of_service).count()).unwrap_or(u32::MAX)
    }

    pub(super) fn orders_in_progress(&self, mchid: &Mchid, openid: &OpenId, limit: i64) -> Vec<Listed> {
        self.orders_of(mchid, openid).take(size(limit)).map(listed).collect()
    }

    pub(super) fn count_by_state(&self, kind: RecordKind) -> Vec<(String, u64)> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for row in self.records.values().filter(|row| row.stored.record.kind() == kind) {
            *counts.entry(row.stored.record.state().to_owned()).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    pub(super) fn due_records(&self, now: Moment, limit: i64) -> Vec<RecordKey> {
        let due = |row: &Row| row.stored.record.next_due().filter(|due| *due <= now);
        let mut found: Vec<(Moment, i64)> =
            self.records.values().filter_map(|row| Some((due(row)?, row.number))).collect();
        found.sort_unstable();
        found.into_iter().take(size(limit)).filter_map(|(_, row)| self.rows.get(&row).cloned()).collect()
    }

    pub(super) fn next_record_due(&self) -> Option<Moment> {
        self.records.values().filter_map(|row| row.stored.record.next_due()).min()
    }

    pub(super) fn setting(&self, name: &str) -> Option<String> {
        self.settings.get(name).cloned()
    }

    pub(super) fn set(&mut self, name: String, value: String) {
        self.settings.insert(name, value);
    }

    /// Empties all but what outlives a reset: settings of other names, and which row numbers were given.
    fn clear(&mut self) {
        let settings = std::mem::take(&mut self.settings);
        *self = Self { settings, given: self.given, ..Self::default() };
    }

    pub(super) fn reset(&mut self, prefixes: &[String], changes: Vec<Change>) -> Result<(), StoreError> {
        let before = self.clone();
        self.clear();
        self.settings.retain(|name, _| !prefixes.iter().any(|prefix| name.starts_with(prefix.as_str())));
        for change in changes {
            if let Err(CommitError::Store(error)) = self.commit(change) {
                *self = before;
                return Err(error);
            }
        }
        Ok(())
    }

    pub(super) fn snapshot(&self, note: String) -> Snapshot {
        let merchants: BTreeSet<String> = self.records.keys().map(|key| key.mchid.to_string()).collect();
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        Snapshot {
            merchants: merchants.into_iter().collect(),
            records: count(self.records.len()),
            notifications: count(self.notifications.len()),
            note,
        }
    }

    pub(super) fn load(&mut self, saved: Self, settings: Vec<(String, String)>) {
        let given = self.given.max(saved.given);
        let mut kept = std::mem::take(&mut self.settings);
        kept.extend(settings);
        *self = Self { settings: kept, given, ..saved };
    }
}

/// As many as a limit lets through.
pub(super) fn size(limit: i64) -> usize {
    usize::try_from(limit).unwrap_or_default()
}

pub(super) fn listed(row: &Row) -> Listed {
    Listed { row: row.number, record: row.stored.record.clone() }
}
