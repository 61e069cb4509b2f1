//! Whose turn it is: every merchant has a lane of its own, and lanes take turns.
//!
//! A receiver that does not answer holds what it was sent for 5 s. So a merchant from whom no answer came has few
//! under way where many are in this state, and all of them together leave half of all places to the others. The store is
//! read for one merchant at a time, when it is its turn: neither does anybody's backlog have to be read through, nor is
//! more of it in memory than is about to be sent.

use super::ANSWER_TIMEOUT;
use payscore_domain::{Mchid, Moment};
use payscore_store::CLAIM_SECONDS;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::time::Duration;
use tokio::time::Instant;

/// How many deliveries run at once.
pub(super) const MOST: usize = 256;
/// How many of one merchant's.
pub(super) const MOST_OF_ONE: usize = 64;
/// How many together of those merchants from whom the latest attempt brought no answer.
const MOST_OF_SILENT: usize = 128;
/// Each of these may have so many, however many they are.
pub(super) const LEAST: usize = 4;
/// So many notifications are read ahead, of all merchants together.
const READ_AHEAD: usize = 4096;
/// Between a notification's start and the end of its attempt, besides the waiting for an answer.
const ADO: Duration = Duration::from_secs(2);
/// What was read is this server's for a while. It is not begun unless that lasts until the attempt is over, and the second
/// one that a fault may make of it: another server would send it, too.
const FRESH: Duration = Duration::from_secs(CLAIM_SECONDS.unsigned_abs())
    .saturating_sub(ANSWER_TIMEOUT.saturating_mul(2))
    .saturating_sub(ADO);

/// What to do next.
#[derive(Debug)]
pub(super) enum Turn<T> {
    /// Send this.
    Start(Mchid, i64, T),
    /// Read this merchant's next from the store, and say what was [`found`](Lanes::found).
    Read(Wanted),
}

/// What to read.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) mchid: Mchid,
    /// Listed as due, and not wanted.
    pub(super) under_way: Vec<i64>,
    pub(super) limit: usize,
    asked: Instant,
}

/// All merchants to whom something is to be sent by now.
#[derive(Debug)]
pub(super) struct Lanes<T> {
    lanes: HashMap<Mchid, Lane<T>>,
    /// Who may have something to start, the next one in front.
    ring: VecDeque<Mchid>,
    later: Later,
    running: usize,
    /// How many lanes belong to merchants from whom no answer came at last.
    silent: usize,
}

#[derive(Debug)]
struct Lane<T> {
    /// Read from the store, and not begun.
    waiting: VecDeque<(i64, T)>,
    /// When that was asked for.
    read: Instant,
    under_way: HashSet<i64>,
    /// The latest attempt was answered.
    answers: bool,
    /// The store may have more.
    unread: bool,
    /// The store was changed beside what is under way: only its end shows what came of both.
    recheck: bool,
    in_ring: bool,
}

impl<T> Default for Lanes<T> {
    fn default() -> Self {
        Self { lanes: HashMap::new(), ring: VecDeque::new(), later: Later::default(), running: 0, silent: 0 }
    }
}

impl<T> Lanes<T> {
    /// Something is owed to this merchant at `at`, or may be.
    pub(super) fn owed(&mut self, mchid: Mchid, at: Moment) {
        self.later.look(mchid, at);
    }

    /// Something was changed that may have been read already.
    pub(super) fn changed(&mut self, mchid: Mchid, now: Moment) {
        if let Some(lane) = self.lanes.get_mut(&mchid) {
            lane.forget();
        }
        self.owed(mchid, now);
    }

    /// Nothing that was read counts any more. What is under way goes on.
    pub(super) fn forget(&mut self) {
        self.lanes.values_mut().for_each(Lane::forget);
        self.later = Later::default();
    }

    /// What to do next; `None` until something ends or falls due.
    pub(super) fn next(&mut self, now: Moment) -> Option<Turn<T>> {
        while let Some(mchid) = self.later.take_due(now) {
            self.lane(&mchid).unread = true;
            self.line_up(mchid);
        }
        if self.running >= MOST {
            return None;
        }
        while let Some(mchid) = self.ring.pop_front() {
            let (silent, lanes) = (self.silent, self.lanes.len());
            let Some(lane) = self.lanes.get_mut(&mchid) else { continue };
            let share = lane.share(silent);
            if lane.under_way.len() < share {
                lane.forget_stale();
                if let Some((row, notification)) = lane.waiting.pop_front() {
                    lane.under_way.insert(row);
                    self.running += 1;
                    self.ring.push_back(mchid.clone());
                    return Some(Turn::Start(mchid, row, notification));
                }
                if lane.unread {
                    let limit = (READ_AHEAD / lanes).clamp(LEAST, share);
                    let under_way = lane.under_way.iter().copied().collect();
                    self.ring.push_front(mchid.clone());
                    return Some(Turn::Read(Wanted { mchid, under_way, limit, asked: Instant::now() }));
                }
            }
            // The end of what is under way brings it back.
            lane.in_ring = false;
            self.close_if_done(&mchid);
        }
        None
    }

    /// What the store has of the merchant that was asked for, and when more of it is due.
    pub(super) fn found(&mut self, wanted: &Wanted, found: Vec<(i64, T)>, next: Option<Moment>) {
        if let Some(lane) = self.lanes.get_mut(&wanted.mchid) {
            lane.unread = false;
            lane.read = wanted.asked;
            lane.waiting.extend(found);
        }
        if let Some(next) = next {
            self.later.look(wanted.mchid.clone(), next);
        }
    }

    /// A delivery has ended: was it answered, where it was sent at all, and when is more to come of it?
    pub(super) fn ended(&mut self, mchid: Mchid, row: i64, answered: Option<bool>, next: Option<Moment>) {
        self.running -= 1;
        let before = self.silent;
        let lane = self.lane(&mchid);
        lane.under_way.remove(&row);
        let silent = before + usize::from(lane.answers) - usize::from(answered.unwrap_or(lane.answers));
        lane.answers = answered.unwrap_or(lane.answers);
        lane.unread |= lane.recheck;
        lane.recheck &= !lane.under_way.is_empty();
        self.silent = silent;
        self.line_up(mchid.clone());
        if let Some(next) = next {
            self.later.look(mchid, next);
        }
    }

    /// When to look again, unless something ends before.
    pub(super) fn next_look(&self) -> Option<Moment> {
        self.later.first()
    }

    /// The merchant's lane, opened where there is none: whether it answers is to be seen.
    fn lane(&mut self, mchid: &Mchid) -> &mut Lane<T> {
        let silent = &mut self.silent;
        self.lanes.entry(mchid.clone()).or_insert_with(|| {
            *silent += 1;
            Lane {
                waiting: VecDeque::new(),
                read: Instant::now(),
                under_way: HashSet::new(),
                answers: false,
                unread: false,
                recheck: false,
                in_ring: false,
            }
        })
    }

    fn line_up(&mut self, mchid: Mchid) {
        if !std::mem::replace(&mut self.lane(&mchid).in_ring, true) {
            self.ring.push_back(mchid);
        }
    }

    fn close_if_done(&mut self, mchid: &Mchid) {
        if let Some(lane) = self.lanes.get(mchid)
            && lane.under_way.is_empty()
            && lane.waiting.is_empty()
            && !lane.unread
        {
            self.silent -= usize::from(!lane.answers);
            self.lanes.remove(mchid);
        }
    }
}

impl<T> Lane<T> {
    fn forget(&mut self) {
        self.waiting.clear();
        self.recheck = !self.under_way.is_empty();
    }

    /// What has waited for too long is read anew.
    fn forget_stale(&mut self) {
        if !self.waiting.is_empty() && self.read.elapsed() >= FRESH {
            self.waiting.clear();
            self.unread = true;
        }
    }

    /// How many it may have under way.
    fn share(&self, silent: usize) -> usize {
        if self.answers { MOST_OF_ONE } else { (MOST_OF_SILENT / silent.max(1)).clamp(LEAST, MOST_OF_ONE) }
    }
}

/// At whose notifications to look when.
#[derive(Debug, Default)]
struct Later {
    in_order: BTreeSet<(Moment, Mchid)>,
    of: HashMap<Mchid, Moment>,
}

impl Later {
    fn look(&mut self, mchid: Mchid, at: Moment) {
        if let Some(known) = self.of.get(&mchid) {
            if *known <= at {
                return;
            }
            self.in_order.remove(&(*known, mchid.clone()));
        }
        self.of.insert(mchid.clone(), at);
        self.in_order.insert((at, mchid));
    }

    fn take_due(&mut self, now: Moment) -> Option<Mchid> {
        if self.first()? > now {
            return None;
        }
        let (_, mchid) = self.in_order.pop_first()?;
        self.of.remove(&mchid);
        Some(mchid)
    }

    fn first(&self) -> Option<Moment> {
        self.in_order.first().map(|(at, _)| *at)
    }
}

#[cfg(test)]
#[path = "lanes_tests.rs"]
mod tests;
