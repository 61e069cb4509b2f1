//! Connections that wait for the next request.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// For how long one is kept that nobody uses.
const IDLE: Duration = Duration::from_secs(90);
/// How many are kept to one receiver.
const MOST: usize = 64;
/// How many are kept in all.
const MOST_OF_ALL: usize = 256;

/// Those that are idle, by what they lead to; of one receiver's the one that was used last at the end.
pub(super) struct Pool<C>(Mutex<Idle<C>>);

struct Idle<C> {
    of: HashMap<String, Vec<(Instant, C)>>,
    count: usize,
}

impl<C> Default for Pool<C> {
    fn default() -> Self {
        Self(Mutex::new(Idle { of: HashMap::new(), count: 0 }))
    }
}

impl<C> Pool<C> {
    /// The one there that was used last, so that those not needed grow old.
    pub(super) fn take(&self, origin: &str, is_alive: impl Fn(&mut C) -> bool) -> Option<C> {
        loop {
            let (since, mut connection) = {
                let mut idle = self.0.lock();
                let taken = idle.of.get_mut(origin)?.pop()?;
                idle.count -= 1;
                taken
            };
            if since.elapsed() <= IDLE && is_alive(&mut connection) {
                return Some(connection);
            }
        }
    }

    /// Keeps one, where there is room.
    pub(super) fn put(&self, origin: String, connection: C) {
        let mut idle = self.0.lock();
        if idle.count >= MOST_OF_ALL {
            return;
        }
        let same = idle.of.entry(origin).or_default();
        if same.len() < MOST {
            same.push((Instant::now(), connection));
            idle.count += 1;
        }
    }

    /// Lets go of those that nobody has used for long, and of those that ended.
    pub(super) fn tidy(&self, is_alive: impl Fn(&mut C) -> bool) {
        let mut idle = self.0.lock();
        for same in idle.of.values_mut() {
            same.retain_mut(|(since, connection)| since.elapsed() <= IDLE && is_alive(connection));
        }
        idle.of.retain(|_, same| !same.is_empty());
        idle.count = idle.of.values().map(Vec::len).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(_: &mut usize) -> bool {
        true
    }

    #[test]
    fn the_one_used_last_is_taken_first_and_only_for_its_receiver() {
        let pool = Pool::default();
        [("a", 1), ("b", 2), ("a", 3)].into_iter().for_each(|(origin, number)| pool.put(origin.to_owned(), number));
        assert_eq!(pool.take("a", all), Some(3));
        assert_eq!(pool.take("a", |number| *number == 3), None, "what has ended is not taken, and is gone");
        assert_eq!(pool.take("a", all), None);
        assert_eq!(pool.take("b", all), Some(2));
    }

    #[test]
    fn there_is_room_for_so_many() {
        let pool = Pool::default();
        (0..2 * MOST).for_each(|number| pool.put("a".to_owned(), number));
        (0..2 * MOST_OF_ALL).for_each(|number| pool.put(number.to_string(), number));
        assert_eq!(pool.0.lock().count, MOST_OF_ALL);
        assert_eq!(pool.0.lock().of["a"].len(), MOST);
        pool.tidy(|number| *number < MOST);
        assert_eq!(pool.0.lock().count, 2 * MOST);
        assert_eq!(pool.take("a", all), Some(MOST - 1));
    }
}
