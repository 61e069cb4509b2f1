//! Upstream's limit of calls a second, where the server was told to have one.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::num::NonZeroU32;

/// Counts the calls of the current second, by merchant number and operation; sub-merchants share their provider's.
pub(crate) struct Frequency {
    most: Option<NonZeroU32>,
    second: Mutex<Second>,
}

#[derive(Default)]
struct Second {
    began: i64,
    calls: HashMap<(String, &'static str), u32>,
}

impl Frequency {
    /// At most so many calls a second; `None` lets any number through.
    pub(crate) fn new(most: Option<NonZeroU32>) -> Self {
        Self { most, second: Mutex::default() }
    }

    /// Counts a call; `false` where it is one too many.
    pub(crate) fn admits(&self, mchid: &str, operation: &'static str, now: i64) -> bool {
        let Some(most) = self.most else { return true };
        let mut second = self.second.lock();
        if second.began != now {
            second.began = now;
            second.calls.clear();
        }
        let calls = second.calls.entry((mchid.to_owned(), operation)).or_default();
        *calls = calls.saturating_add(1);
        *calls <= most.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_merchant_operation_and_second() {
        let frequency = Frequency::new(NonZeroU32::new(2));
        let admitted =
            [("1", "Create", 7), ("1", "Create", 7), ("1", "Create", 7), ("1", "Query", 7), ("2", "Create", 7)]
                .map(|(mchid, operation, now)| frequency.admits(mchid, operation, now));
        assert_eq!(admitted, [true, true, false, true, true]);
        assert!(frequency.admits("1", "Create", 8), "a new second");
    }

    #[test]
    fn without_a_limit_nothing_is_counted() {
        let frequency = Frequency::new(None);
        assert!((0..1000).all(|_| frequency.admits("1", "Create", 7)));
        assert!(frequency.second.lock().calls.is_empty());
    }
}
