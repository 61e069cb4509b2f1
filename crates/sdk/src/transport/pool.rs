//! Connections that wait for the next request.

use crate::config;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// What is kept.
pub(crate) trait Pooled {
    /// Scheme and authority of what it leads to.
    fn origin(&self) -> &str;
}

/// A client's idle connections, the one that has waited longest first.
pub(crate) struct Pool<C> {
    limits: config::Pool,
    idle: Mutex<VecDeque<(Instant, C)>>,
}

impl<C: Pooled> Pool<C> {
    pub(crate) fn new(limits: config::Pool) -> Self {
        Self { limits, idle: Mutex::default() }
    }

    /// The one there that was used last, so that those not needed grow old. Whether it still lives is to be seen.
    pub(crate) fn take(&self, origin: &str, fits: impl Fn(&C) -> bool) -> Option<C> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let at = idle.iter().rposition(|(_, connection)| connection.origin() == origin && fits(connection))?;
        let (since, connection) = idle.remove(at)?;
        drop(idle);
        (since.elapsed() <= self.limits.idle_timeout).then_some(connection)
    }

    /// Keeps one, and forgets those that have waited too long.
    pub(crate) fn put(&self, connection: C) {
        let now = Instant::now();
        let mut over = Vec::new();
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while idle.front().is_some_and(|(since, _)| now - *since > self.limits.idle_timeout) {
            over.extend(idle.pop_front());
        }
        let same = |(_, other): &&(Instant, C)| other.origin() == connection.origin();
        if idle.len() < self.limits.max_idle || idle.iter().filter(same).count() < self.limits.max_idle {
            idle.push_back((now, connection));
        }
        // Connections are closed without keeping others waiting.
        drop(idle);
        drop(over);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    impl Pooled for (&str, u32) {
        fn origin(&self) -> &str {
            self.0
        }
    }

    fn pool(max_idle: usize, idle_timeout: Duration) -> Pool<(&'static str, u32)> {
        Pool::new(config::Pool { max_idle, idle_timeout })
    }

    #[test]
    fn the_one_used_last_is_taken_first_and_only_for_its_server() {
        let pool = pool(2, Duration::MAX);
        [("a", 1), ("b", 2), ("a", 3), ("a", 4)].into_iter().for_each(|connection| pool.put(connection));
        assert_eq!(pool.take("a", |_| true), Some(("a", 3)), "there was no room for a third one");
        assert_eq!(pool.take("a", |(_, number)| *number == 3), None);
        assert_eq!(pool.take("a", |_| true), Some(("a", 1)));
        assert_eq!(pool.take("a", |_| true), None);
        assert_eq!(pool.take("b", |_| true), Some(("b", 2)));
    }

    #[test]
    fn what_has_waited_too_long_is_not_taken_and_not_kept() {
        let pool = pool(9, Duration::ZERO);
        pool.put(("a", 1));
        assert_eq!(pool.take("a", |_| true), None);
        [("a", 1), ("a", 2)].into_iter().for_each(|connection| pool.put(connection));
        assert_eq!(pool.idle.lock().unwrap().len(), 1);
        let none = self::pool(0, Duration::MAX);
        none.put(("a", 1));
        assert_eq!(none.take("a", |_| true), None);
    }
}
