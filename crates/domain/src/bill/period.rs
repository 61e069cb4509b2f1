//! Which time a bill is of, and from when on it can be had.

use crate::moment::{Moment, ServiceTime};
use crate::rejection::Rejection;

const HOUR: i64 = 3600;
/// Bills of a day are drawn up from 9 in the morning of the next …
pub const DRAWN_UP_AFTER_SECONDS: i64 = 9 * HOUR;
/// … and can be had from 10.
pub const READY_AFTER_SECONDS: i64 = 10 * HOUR;
/// Bills are kept for so many months.
const KEPT_MONTHS: i64 = 3;

/// The time that a bill is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first second.
    pub from: Moment,
    /// The second after its last.
    pub to: Moment,
    /// The bill shows refunds as they stood then, whenever it is fetched.
    pub drawn_up_at: Moment,
    /// From then on it can be had.
    pub ready_at: Moment,
}

impl Period {
    /// A day: `yyyy-MM-dd`.
    pub fn day(given: &str) -> Result<Self, Rejection> {
        read_day(given).map(Self::of_day).ok_or_else(|| unreadable(given))
    }

    /// A day, or an hour: `yyyyMMddHH`.
    pub fn day_or_hour(given: &str) -> Result<Self, Rejection> {
        let hour = || {
            let (day, hour) = given.split_at_checked(8)?;
            if hour.len() != 2 || !hour.bytes().all(|digit| digit.is_ascii_digit()) {
                return None;
            }
            let hour: i64 = hour.parse().ok().filter(|hour| (0..24).contains(hour))?;
            Some(Self::of_hour(read_compact_day(day)?.plus(hour * HOUR)))
        };
        read_day(given).map(Self::of_day).or_else(hour).ok_or_else(|| unreadable(given))
    }

    fn of_day(from: Moment) -> Self {
        let to = from.plus_days(1);
        Self { from, to, drawn_up_at: to.plus(DRAWN_UP_AFTER_SECONDS), ready_at: to.plus(READY_AFTER_SECONDS) }
    }

    fn of_hour(from: Moment) -> Self {
        let to = from.plus(HOUR);
        Self { from, to, drawn_up_at: to, ready_at: to }
    }

    /// Whether something happened in it.
    pub fn holds(&self, at: Moment) -> bool {
        self.from <= at && at < self.to
    }

    /// Refuses what is not kept any more.
    pub fn check_kept(&self, given: &str, now: Moment) -> Result<(), Rejection> {
        let (month, day) = month_and_day(now);
        if month_and_day(self.from) < (month - KEPT_MONTHS, day) {
            return Err(Rejection::BillTooOld(given.to_owned()));
        }
        Ok(())
    }

    /// Refuses what is not drawn up yet, and what has not even begun.
    pub fn check_ready(&self, now: Moment) -> Result<(), Rejection> {
        if now < self.from {
            return Err(Rejection::NoBill);
        }
        if now < self.ready_at {
            return Err(Rejection::BillNotReady(self.ready_at.compact()));
        }
        Ok(())
    }
}

fn unreadable(given: &str) -> Rejection {
    Rejection::BillDateUnreadable(given.to_owned())
}

fn read_day(given: &str) -> Option<Moment> {
    let bytes = given.as_bytes();
    let dashed = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    if dashed { read_compact_day(&given.replace('-', "")) } else { None }
}

fn read_compact_day(text: &str) -> Option<Moment> {
    match text.parse() {
        Ok(ServiceTime::Day(day)) => Some(day),
        _ => None,
    }
}

/// Months since year 0, and the day of the month.
fn month_and_day(at: Moment) -> (i64, i64) {
    let text = at.day();
    let number = |from: usize, to: usize| text[from..to].parse().unwrap_or(0);
    (number(0, 4) * 12 + number(4, 6), number(6, 8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{DAY, HOUR, NOON, name_of};

    #[test]
    fn a_day_is_beijings() {
        let day = Period::day("2026-11-21").expect("a day");
        assert_eq!((day.from, day.to), (NOON.plus(-12 * HOUR), NOON.plus(12 * HOUR)));
        assert!(
            day.holds(day.from) && !day.holds(day.to) && day.holds(day.to.plus(-1)) && !day.holds(day.from.plus(-1))
        );
    }

    #[test]
    fn an_hour_only_where_hours_are_taken() {
        let hour = Period::day_or_hour("2026112112").expect("an hour");
        assert_eq!((hour.from, hour.to), (NOON, NOON.plus(HOUR)));
        assert_eq!(Period::day_or_hour("2026-11-21"), Period::day("2026-11-21"));
        assert!(Period::day("2026112112").is_err());
        for text in ["", "20261121", "2026112124", "20261121+1", "2026-11-31", "2026-1-211", "20261121111", "二〇二六"]
        {
            let refused = Period::day_or_hour(text).map_err(|rejection| name_of(&rejection));
            assert_eq!(refused, Err("BillDateUnreadable".to_owned()), "{text}");
        }
    }

    #[test]
    fn ready_from_ten_of_the_next_morning() {
        let day = Period::day("2026-11-21").expect("a day");
        let ready = |now| day.check_ready(now).map_err(|rejection| name_of(&rejection));
        assert_eq!(ready(day.from.plus(-1)), Err("NoBill".to_owned()));
        assert_eq!(ready(day.from), Err("BillNotReady".to_owned()));
        assert_eq!(ready(NOON.plus(22 * HOUR - 1)), Err("BillNotReady".to_owned()));
        assert_eq!(ready(NOON.plus(22 * HOUR)), Ok(()));
    }

    #[test]
    fn kept_for_three_months() {
        let kept = |text: &str| Period::day(text).expect("a day").check_kept(text, NOON);
        assert_eq!(kept("2026-08-21"), Ok(()));
        assert_eq!(kept("2026-08-20"), Err(Rejection::BillTooOld("2026-08-20".to_owned())));
        let over_new_year = Period::day("2026-11-21").expect("a day");
        assert_eq!(over_new_year.check_kept("", NOON.plus(92 * DAY)), Ok(()), "2027-02-21");
        assert!(over_new_year.check_kept("", NOON.plus(93 * DAY)).is_err());
    }
}
