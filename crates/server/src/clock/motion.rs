//! How the service clock goes. Pure: what the wall shows comes in.

use serde::{Deserialize, Serialize};

/// The fastest that it goes: a day a second.
pub(crate) const FASTEST: u32 = 86_400;
/// There it stops: the last second that upstream's formats can write in Beijing.
pub(crate) const END: i64 = 253_402_300_799 - 8 * 3600;

/// An anchor, and the rate at which the clock goes on from there.
///
/// It never goes back by itself: where the wall is set back behind the anchor, the clock waits there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Motion {
    /// What the wall showed when the clock was last touched.
    wall: i64,
    /// What the clock showed then.
    service: i64,
    /// Seconds of the clock in a second of the wall: 0 is frozen.
    rate: u32,
}

impl Motion {
    /// As nobody has touched it yet: the wall's own time.
    pub(crate) const UNTOUCHED: Self = Self::ahead_by(0);

    /// As fast as the wall, and so far ahead of it.
    pub(crate) const fn ahead_by(seconds: i64) -> Self {
        Self { wall: 0, service: seconds, rate: 1 }
    }

    /// What the clock shows when the wall shows `wall`.
    pub(crate) fn at(self, wall: i64) -> i64 {
        let elapsed = (i128::from(wall) - i128::from(self.wall)).max(0);
        let shown = i128::from(self.service) + elapsed * i128::from(self.rate);
        i64::try_from(shown.min(i128::from(END))).unwrap_or(END)
    }

    /// Both clocks at once.
    pub(crate) fn now(self, wall: i64) -> Now {
        Now { wall, service: self.at(wall), rate: self.rate }
    }

    /// From now on so fast.
    #[must_use]
    pub(crate) fn going(self, wall: i64, rate: u32) -> Self {
        Self { wall, service: self.at(wall), rate }
    }

    /// Not going on, and showing what is no later than what this or `other` shows: whichever of them is taken then, time
    /// does not go back.
    #[must_use]
    pub(crate) fn standing(self, wall: i64, other: Self) -> Self {
        Self { wall, service: self.at(wall).min(other.at(wall)), rate: 0 }
    }

    /// Showing this now, and going on as fast as before.
    #[must_use]
    pub(crate) fn showing(self, wall: i64, service: i64) -> Self {
        Self { wall, service, ..self }
    }
}

/// What both clocks show, in unix seconds, and how they go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Now {
    /// For signatures and certificates.
    pub(crate) wall: i64,
    /// For orders.
    pub(crate) service: i64,
    /// Seconds of the service clock in a second of the wall: 0 is frozen.
    pub(crate) rate: u32,
}

impl Now {
    /// How far the service clock is ahead of the wall.
    pub(crate) fn offset(self) -> i64 {
        self.service.saturating_sub(self.wall)
    }

    /// In how many seconds of the wall the service clock will show `service`; not above 0 where it has, `None` where it
    /// never will by itself.
    pub(crate) fn wall_seconds_until(self, service: i64) -> Option<i64> {
        let left = service.saturating_sub(self.service);
        match i64::from(self.rate) {
            _ if left <= 0 => Some(left),
            0 => None,
            rate => Some(left / rate + i64::from(left % rate > 0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn untouched_it_shows_the_wall_and_moved_it_keeps_its_distance() {
        assert_eq!(Motion::UNTOUCHED.at(1_795_233_600), 1_795_233_600);
        let moved = Motion::ahead_by(60);
        assert_eq!((moved.at(1000), moved.now(1000).offset()), (1060, 60));
    }

    #[test]
    fn frozen_it_stands_and_fast_it_runs() {
        let frozen = Motion::UNTOUCHED.going(1000, 0);
        assert_eq!((frozen.at(1000), frozen.at(9000)), (1000, 1000));
        let fast = frozen.going(9000, FASTEST);
        assert_eq!((fast.at(9000), fast.at(9030)), (1000, 1000 + 30 * 86_400));
        let set = fast.showing(9030, 5_000_000);
        assert_eq!((set.at(9030), set.at(9031)), (5_000_000, 5_086_400));
    }

    #[test]
    fn the_time_until_a_moment_is_rounded_up() {
        let now = |rate| Now { wall: 0, service: 100, rate };
        assert_eq!(now(1).wall_seconds_until(105), Some(5));
        assert_eq!(now(60).wall_seconds_until(101), Some(1));
        assert_eq!(now(60).wall_seconds_until(220), Some(2));
        assert_eq!(now(0).wall_seconds_until(101), None);
        assert_eq!((now(0).wall_seconds_until(100), now(9).wall_seconds_until(40)), (Some(0), Some(-60)));
    }

    #[test]
    fn a_wall_behind_the_anchor_stops_it() {
        let clock = Motion::UNTOUCHED.going(1000, 60);
        assert_eq!((clock.at(999), clock.at(i64::MIN)), (1000, 1000));
    }

    prop_compose! {
        fn any_motion()(wall in any::<i64>(), service in any::<i64>(), rate in 0..=FASTEST) -> Motion {
            Motion { wall, service: service.min(END), rate }
        }
    }

    proptest! {
        #[test]
        fn it_never_goes_back_by_itself(clock in any_motion(), one in any::<i64>(), other in any::<i64>()) {
            let (earlier, later) = (one.min(other), one.max(other));
            prop_assert!(clock.at(earlier) <= clock.at(later));
            prop_assert!(clock.at(later) <= END);
        }

        #[test]
        fn whichever_is_taken_in_the_end_it_stood_no_later(
            clock in any_motion(), other in any_motion(), wall in any::<i64>(), later in any::<i64>(),
        ) {
            let standing = clock.standing(wall, other).at(later);
            let now = wall.max(later);
            prop_assert!(standing <= clock.at(now) && standing <= other.at(now));
        }

        #[test]
        fn another_rate_leaves_no_gap(clock in any_motion(), wall in any::<i64>(), rate in 0..=FASTEST) {
            let changed = clock.going(wall, rate);
            prop_assert_eq!(changed.at(wall), clock.at(wall));
            prop_assert!(changed.at(wall.saturating_add(1)) >= clock.at(wall));
        }

        #[test]
        fn it_shows_a_moment_once_the_time_until_it_is_over(
            service in 0..END / 2, wall in 0..4_000_000_000_i64, rate in 1..=FASTEST, ahead in 1..1_000_000_000_i64,
        ) {
            let clock = Motion { wall, service, rate };
            let left = clock.now(wall).wall_seconds_until(service + ahead).expect("it goes");
            prop_assert!(clock.at(wall + left) >= service + ahead);
            prop_assert!(clock.at(wall + left - 1) < service + ahead);
        }

        #[test]
        fn it_is_read_as_it_was_kept(clock in any_motion()) {
            let text = serde_json::to_string(&clock).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<Motion>(&text).expect("the same"), clock);
        }
    }
}
