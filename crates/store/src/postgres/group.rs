//! What a group of changes comes to, held against the rows as the database has them, locked: which of the changes hold,
//! and what is to be written in the end. No database in here.
//!
//! Changes count in the order in which they came: each finds what those before it have left. So a record that several of
//! them change is written once.

use crate::job::Outcome;
use crate::rows::{ChangeRows, NotificationRow, RecordRow, WriteRows};
use payscore_domain::{Handle, ServiceId};
use std::collections::{BTreeMap, HashMap};

/// A record's name. In this order rows are locked, so that two servers never wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Name<'a> {
    pub(super) mchid: &'a str,
    pub(super) kind: &'a str,
    pub(super) number: &'a str,
}

/// Whose orders in progress are counted: a merchant's user, of one service or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Count<'a> {
    pub(super) mchid: &'a str,
    pub(super) openid: &'a str,
    pub(super) service_id: Option<&'a str>,
}

/// What has to be looked at before a group is decided.
#[derive(Debug, Default)]
pub(super) struct Questions<'a> {
    /// The records, by merchant.
    pub(super) names: BTreeMap<&'a str, Vec<Name<'a>>>,
    pub(super) counts: Vec<Count<'a>>,
    /// How many row numbers may be needed.
    pub(super) numbers: usize,
}

/// A row, as it is in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) row: i64,
    pub(super) version: i64,
    pub(super) in_progress: bool,
    pub(super) openid: Option<String>,
    pub(super) service_id: String,
}

/// What the database says.
#[derive(Debug, Default)]
pub(super) struct Answers<'a> {
    pub(super) known: HashMap<Name<'a>, Known>,
    pub(super) counts: HashMap<Count<'a>, i64>,
    /// Row numbers that nobody has, without their kinds.
    pub(super) numbers: Vec<i64>,
}

/// A row as it is to be.
#[derive(Debug)]
pub(super) struct Target<'a> {
    pub(super) row: i64,
    /// Whether it is in the database already.
    pub(super) is_known: bool,
    /// As the last of the changes leaves it.
    pub(super) columns: &'a RecordRow,
    /// What all of them add.
    pub(super) timeline: String,
    pub(super) handles: Vec<&'a Handle>,
}

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub(super) targets: BTreeMap<Name<'a>, Target<'a>>,
    pub(super) notifications: Vec<&'a NotificationRow>,
    /// What becomes of each change.
    pub(super) outcomes: Vec<Outcome>,
}

impl<'a> Name<'a> {
    fn of(row: &'a RecordRow) -> Self {
        Self { mchid: &row.mchid, kind: row.kind, number: &row.number }
    }
}

impl<'a> Questions<'a> {
    /// Of all these changes.
    pub(super) fn of(changes: &[&'a ChangeRows]) -> Self {
        let mut questions = Self::default();
        for change in changes {
            let rests_on = change.rests_on.as_ref().map(|(key, _)| Name {
                mchid: key.mchid.as_str(),
                kind: key.kind.as_str(),
                number: &key.number,
            });
            for name in change.writes.iter().map(|write| Name::of(&write.row)).chain(rests_on) {
                questions.names.entry(name.mchid).or_default().push(name);
            }
            questions.numbers += change.writes.iter().filter(|write| write.read_version.is_none()).count();
            questions.counts.extend(count_of(change));
        }
        for names in questions.names.values_mut() {
            names.sort_unstable();
            names.dedup();
        }
        questions.counts.sort_unstable();
        questions.counts.dedup();
        questions
    }
}

fn count_of(change: &ChangeRows) -> Option<Count<'_>> {
    change.counted.as_ref().map(|counted| Count {
        mchid: counted.mchid.as_str(),
        openid: counted.openid.as_str(),
        service_id: counted.service_id.as_ref().map(ServiceId::as_str),
    })
}

impl<'a> Plan<'a> {
    /// Decides on each of the changes.
    pub(super) fn of(changes: &[&'a ChangeRows], answers: &Answers<'a>) -> Self {
        let mut planning =
            Planning { answers, numbers: answers.numbers.iter(), moved: HashMap::new(), plan: Self::default() };
        for change in changes {
            let outcome = if planning.holds(change) {
                planning.take(change);
                Outcome::Done
            } else {
                Outcome::NotThere
            };
            planning.plan.outcomes.push(outcome);
        }
        planning.plan
    }
}

struct Planning<'a, 'b> {
    answers: &'b Answers<'a>,
    numbers: std::slice::Iter<'b, i64>,
    /// By how much the changes so far have moved the counts of users: of one service each.
    moved: HashMap<(&'b str, String, String), i64>,
    plan: Plan<'a>,
}

impl<'a> Planning<'a, '_> {
    /// Whether nothing has happened since the change was decided on.
    fn holds(&self, change: &'a ChangeRows) -> bool {
        let counted = count_of(change).zip(change.counted.as_ref());
        if counted.is_some_and(|(count, counted)| self.count(&count) != i64::from(counted.in_progress)) {
            return false;
        }
        let rests = change.rests_on.as_ref().is_none_or(|(key, version)| {
            let name = Name { mchid: key.mchid.as_str(), kind: key.kind.as_str(), number: &key.number };
            self.version(&name) == Some(*version)
        });
        rests && change.writes.iter().all(|write| self.version(&Name::of(&write.row)) == write.read_version)
    }

    fn version(&self, name: &Name<'a>) -> Option<i64> {
        match self.plan.targets.get(name) {
            Some(target) => Some(target.columns.current.version),
            None => self.answers.known.get(name).map(|known| known.version),
        }
    }

    fn count(&self, count: &Count<'a>) -> i64 {
        let before = self.answers.counts.get(count).copied().unwrap_or_default();
        let theirs = self.moved.iter().filter(|((mchid, openid, service_id), _)| {
            *mchid == count.mchid
                && openid == count.openid
                && count.service_id.is_none_or(|wanted| wanted == service_id)
        });
        before + theirs.map(|(_, moved)| moved).sum::<i64>()
    }
}

impl<'a, 'b> Planning<'a, 'b>
where
    'a: 'b,
{
    /// Adds a change that holds.
    fn take(&mut self, change: &'a ChangeRows) {
        for write in &change.writes {
            self.write(write);
        }
        self.plan.notifications.extend(&change.notifications);
    }

    fn write(&mut self, write: &'a WriteRows) {
        let name = Name::of(&write.row);
        let before = match self.plan.targets.get(&name) {
            Some(target) => progress(target.columns),
            None => self.answers.known.get(&name).and_then(|known| {
                known.in_progress.then(|| (known.openid.clone().unwrap_or_default(), known.service_id.clone()))
            }),
        };
        for (user, by) in [(before, -1), (progress(&write.row), 1)] {
            if let Some((openid, service_id)) = user {
                *self.moved.entry((name.mchid, openid, service_id)).or_default() += by;
            }
        }
        let (answers, numbers) = (self.answers, &mut self.numbers);
        let target = self.plan.targets.entry(name).or_insert_with(|| {
            let known = answers.known.get(&name);
            let fresh = || crate::row_number::all(write.kind).start + numbers.next().copied().unwrap_or_default();
            Target {
                row: known.map_or_else(fresh, |known| known.row),
                is_known: known.is_some(),
                columns: &write.row,
                timeline: String::new(),
                handles: Vec::new(),
            }
        });
        target.columns = &write.row;
        target.timeline.push_str(&write.timeline);
        target.handles.extend(&write.new_handles);
    }
}

/// Whose order in progress a row is, and of which service.
fn progress(row: &RecordRow) -> Option<(String, String)> {
    let current = &row.current;
    current.in_progress.map(|_| (current.openid.clone().unwrap_or_default(), row.service_id.clone()))
}

#[cfg(test)]
#[path = "group_tests.rs"]
mod tests;
