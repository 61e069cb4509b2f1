//! The notifications that have come, whoever received them.

use super::plan::Event;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What has come so far.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    arrived: HashMap<(u64, Event), Instant>,
    ids: HashSet<String>,
    counts: Counts,
    latest: Option<Instant>,
    /// How many of what is owed have come, counted from the front.
    settled: usize,
    /// The first order that is measured; earlier ones are of the warm-up.
    first: u64,
}

/// What is told of them besides how long they took.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Delivered once more after they had been taken.
    pub(super) duplicates: u64,
    /// That did not verify, or could not be opened.
    pub(super) invalid: u64,
    /// Attempts that the endpoint did not take, by what it said.
    pub(super) refused: BTreeMap<String, u64>,
    /// How long the endpoint took for its answers; where it is the user's own.
    pub(super) endpoint: super::figures::Latencies,
}

impl Inbox {
    /// Orders from this one on are measured.
    pub(super) fn begin(&self, first: u64) {
        self.lock().first = first;
    }

    /// This one was delivered and taken.
    pub(super) fn delivered(&self, id: &str, order: u64, event: Event, at: Instant) {
        let mut state = self.lock();
        state.latest = Some(at);
        if !state.ids.insert(id.to_owned()) {
            state.counts.duplicates += u64::from(order >= state.first);
            return;
        }
        state.arrived.entry((order, event)).or_insert(at);
    }

    /// One came that is not to be believed.
    pub(super) fn invalid(&self) {
        self.lock().counts.invalid += 1;
    }

    /// The endpoint did not take an attempt.
    pub(super) fn refused(&self, order: u64, how: String, at: Instant) {
        let mut state = self.lock();
        state.latest = Some(at);
        if order >= state.first {
            *state.counts.refused.entry(how).or_default() += 1;
        }
    }

    /// How long the user's endpoint took.
    pub(super) fn took(&self, order: u64, duration: Duration) {
        let mut state = self.lock();
        if order >= state.first {
            state.counts.endpoint.record(duration);
        }
    }

    /// How many of these are still to come, at the most, and when something last came.
    pub(super) fn missing(&self, owed: &[(u64, Event, Instant)]) -> (usize, Option<Instant>) {
        let mut state = self.lock();
        while owed.get(state.settled).is_some_and(|(order, event, _)| state.arrived.contains_key(&(*order, *event))) {
            state.settled += 1;
        }
        (owed.len() - state.settled, state.latest)
    }

    /// When each of these came, or `None`; what came before the answer was read came at once.
    pub(super) fn delays(&self, owed: &[(u64, Event, Instant)]) -> Vec<(Event, Option<Duration>)> {
        let state = self.lock();
        let delay = |(order, event, since): &(u64, Event, Instant)| {
            let at = state.arrived.get(&(*order, *event));
            (*event, at.map(|at| at.saturating_duration_since(*since)))
        };
        owed.iter().map(delay).collect()
    }

    /// The rest.
    pub(super) fn counts(&self) -> Counts {
        self.lock().counts.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is left half-changed by a panic in here.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_owed_is_held_against_what_came() {
        let (inbox, begin) = (Inbox::default(), Instant::now());
        let at = |milliseconds| begin + Duration::from_millis(milliseconds);
        let owed = [(1, Event::UserConfirm, at(10)), (1, Event::UserPaid, at(20)), (2, Event::UserConfirm, at(30))];
        assert_eq!(inbox.missing(&owed), (3, None));
        inbox.delivered("a", 1, Event::UserConfirm, at(14));
        inbox.delivered("a", 1, Event::UserConfirm, at(15));
        inbox.delivered("c", 2, Event::UserConfirm, at(29));
        inbox.refused(2, "503".to_owned(), at(50));
        assert_eq!(inbox.missing(&owed), (2, Some(at(50))), "counted up to the first that has not come");
        let millis = |count| Some(Duration::from_millis(count));
        let expected =
            [(Event::UserConfirm, millis(4)), (Event::UserPaid, None), (Event::UserConfirm, Some(Duration::ZERO))];
        assert_eq!(inbox.delays(&owed), expected);
        assert_eq!((inbox.counts().duplicates, inbox.counts().refused["503"]), (1, 1));
        inbox.delivered("b", 1, Event::UserPaid, at(60));
        assert_eq!(inbox.missing(&owed).0, 0);
    }

    #[test]
    fn what_came_of_the_warm_up_is_not_counted() {
        let (inbox, now) = (Inbox::default(), Instant::now());
        inbox.begin(5);
        for order in [4, 5] {
            inbox.refused(order, "500".to_owned(), now);
            inbox.took(order, Duration::from_millis(1));
            inbox.delivered(&order.to_string(), order, Event::UserPaid, now);
            inbox.delivered(&order.to_string(), order, Event::UserPaid, now);
        }
        let counts = inbox.counts();
        assert_eq!((counts.duplicates, counts.refused["500"], counts.endpoint.count()), (1, 1, 1));
    }
}
