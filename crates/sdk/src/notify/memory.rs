//! A replay guard in memory, for one process.

use super::guard::{GuardFuture, ReplayGuard, Standing};
use crate::config::Clock;
use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// For how long a notification stays in hand if nobody says how it ended, in seconds: as long as WeChat Pay waits before
/// it delivers again.
pub const LEASE_SECONDS: i64 = 15;

/// For how long handled notifications are remembered, in seconds: 25 hours. WeChat Pay delivers for 24 h 4 min.
pub const REMEMBERED_SECONDS: i64 = 25 * 3600;

/// Remembers in memory which notifications were handled: for 25 hours, but no more than `capacity`, the oldest of which
/// are forgotten first. Lost when the process ends, and not shared with others.
pub struct MemoryGuard {
    capacity: usize,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Until when each is in hand.
    in_hand: HashMap<String, i64>,
    handled: HashSet<String>,
    /// The same with the time, oldest first.
    by_age: VecDeque<(i64, String)>,
}

impl MemoryGuard {
    /// A guard that remembers so many, by the system's clock. An id takes some 150 bytes.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity, clock: Clock::System, state: Mutex::default() }
    }

    /// The same, with another clock: unix seconds.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        self.clock = Clock::given(clock);
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What a panicking thread could leave behind is a notification that is handled once more.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn standing(&self, id: &str) -> Standing {
        let now = self.clock.now();
        let mut state = self.state();
        state.forget(now, self.capacity);
        if state.handled.contains(id) {
            return Standing::Handled;
        }
        if state.in_hand.contains_key(id) {
            return Standing::InHand;
        }
        state.in_hand.insert(id.to_owned(), now.saturating_add(LEASE_SECONDS));
        Standing::New
    }

    fn remember(&self, id: &str) {
        let now = self.clock.now();
        let mut state = self.state();
        state.in_hand.remove(id);
        if state.handled.insert(id.to_owned()) {
            state.by_age.push_back((now, id.to_owned()));
        }
        state.forget(now, self.capacity);
    }
}

impl State {
    fn forget(&mut self, now: i64, capacity: usize) {
        self.in_hand.retain(|_, until| *until > now);
        while self.by_age.len() > capacity
            || self.by_age.front().is_some_and(|(then, _)| now.saturating_sub(*then) >= REMEMBERED_SECONDS)
        {
            let Some((_, id)) = self.by_age.pop_front() else { return };
            self.handled.remove(&id);
        }
    }
}

impl ReplayGuard for MemoryGuard {
    fn begin<'a>(&'a self, id: &'a str) -> GuardFuture<'a, Standing> {
        Box::pin(ready(Ok(self.standing(id))))
    }

    fn handled<'a>(&'a self, id: &'a str) -> GuardFuture<'a, ()> {
        self.remember(id);
        Box::pin(ready(Ok(())))
    }

    fn failed<'a>(&'a self, id: &'a str) -> GuardFuture<'a, ()> {
        self.state().in_hand.remove(id);
        Box::pin(ready(Ok(())))
    }
}

impl fmt::Debug for MemoryGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("MemoryGuard")
            .field("capacity", &self.capacity)
            .field("in_hand", &state.in_hand.len())
            .field("handled", &state.handled.len())
            .finish()
    }
}
