//! Time as orders see it. The domain never reads a clock: every command is told what time it is.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

const DAY: i64 = 24 * 60 * 60;

/// A moment on the service clock, in seconds since 1970-01-01 00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// The moment `seconds` after the epoch.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The moment `seconds` later.
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The moment `days` later.
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus(days.saturating_mul(DAY))
    }

    /// `yyyyMMddHHmmss` in Beijing, the way orders print their times.
    pub fn compact(self) -> String {
        let t = self.in_beijing();
        let year = t.year().unsigned_abs();
        let pairs = [year / 100, year % 100].map(|pair| u8::try_from(pair).unwrap_or_default()).into_iter().chain([
            u8::from(t.month()),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
        ]);
        // By hand: each order shows and keeps several of them, and the formatting machinery takes ten times as long.
        let mut text = String::with_capacity(14);
        for pair in pairs {
            text.push(char::from(b'0' + pair / 10));
            text.push(char::from(b'0' + pair % 10));
        }
        text
    }

    /// `yyyyMMdd`: its day in Beijing.
    pub fn day(self) -> String {
        let mut text = self.compact();
        text.truncate(8);
        text
    }

    /// `yyyy-MM-dd HH:mm:ss` in Beijing, the way bills print their times.
    pub fn spaced(self) -> String {
        let t = self.compact();
        format!("{}-{}-{} {}:{}:{}", &t[..4], &t[4..6], &t[6..8], &t[8..10], &t[10..12], &t[12..14])
    }

    fn in_beijing(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0)
            .ok()
            .and_then(|at| at.checked_to_offset(beijing()))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The first moment of its day in Beijing.
    pub(crate) fn beijing_midnight(self) -> Self {
        const OFFSET: i64 = 8 * 60 * 60;
        let day = self.0.saturating_add(OFFSET).div_euclid(DAY);
        Self(day.saturating_mul(DAY).saturating_sub(OFFSET))
    }
}

fn beijing() -> UtcOffset {
    UtcOffset::from_hms(8, 0, 0).unwrap_or(UtcOffset::UTC)
}

/// A time in a merchant's request: to the second, to the day, or "when the user accepts".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ServiceTime {
    /// `OnAccept`: the moment of the user's confirmation.
    OnAccept,
    /// `yyyyMMddHHmmss`.
    Second(Moment),
    /// `yyyyMMdd`; holds the day's first moment in Beijing.
    Day(Moment),
}

/// A text that is none of a service time's three forms.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not yyyyMMddHHmmss, yyyyMMdd or OnAccept: {0:?}")]
pub struct NotAServiceTime(pub String);

impl ServiceTime {
    /// Whether it could be no later than `now` (a day counts from its start).
    pub fn has_begun_by(self, now: Moment) -> bool {
        match self {
            Self::OnAccept => true,
            Self::Second(at) => at <= now,
            Self::Day(day) => day <= now.beijing_midnight(),
        }
    }

    /// Whether it is over by `now` (a day is over when the next begins).
    pub fn is_past(self, now: Moment) -> bool {
        match self {
            Self::OnAccept => false,
            Self::Second(at) => at < now,
            Self::Day(day) => day < now.beijing_midnight(),
        }
    }

    /// Whether this time is before `start`. Times of different precision are compared by day.
    pub fn is_before(self, start: Self) -> bool {
        match (self, start) {
            (Self::OnAccept, _) | (_, Self::OnAccept) => false,
            (Self::Second(end), Self::Second(start)) => end < start,
            (Self::Second(a) | Self::Day(a), Self::Second(b) | Self::Day(b)) => {
                a.beijing_midnight() < b.beijing_midnight()
            }
        }
    }

    /// Whether both are written to the same precision.
    pub fn same_precision(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Second(_), Self::Second(_)) | (Self::Day(_), Self::Day(_)) | (Self::OnAccept, Self::OnAccept)
        )
    }
}

impl FromStr for ServiceTime {
    type Err = NotAServiceTime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAServiceTime(text.to_owned());
        if text == "OnAccept" {
            return Ok(Self::OnAccept);
        }
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        match text.len() {
            8 => moment(text, Time::MIDNIGHT).map(Self::Day).ok_or_else(wrong),
            14 => clock_time(&text[8..]).and_then(|time| moment(text, time)).map(Self::Second).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }
}

fn number(text: &str) -> Option<u8> {
    text.parse().ok()
}

fn clock_time(text: &str) -> Option<Time> {
    Time::from_hms(number(&text[..2])?, number(&text[2..4])?, number(&text[4..6])?).ok()
}

fn moment(text: &str, time: Time) -> Option<Moment> {
    let month = Month::try_from(number(&text[4..6])?).ok()?;
    let date = Date::from_calendar_date(text[..4].parse().ok()?, month, number(&text[6..8])?).ok()?;
    let at = PrimitiveDateTime::new(date, time).assume_offset(beijing());
    Some(Moment::from_unix(at.unix_timestamp()))
}

impl fmt::Display for ServiceTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(*self))
    }
}

impl TryFrom<String> for ServiceTime {
    type Error = NotAServiceTime;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ServiceTime> for String {
    fn from(time: ServiceTime) -> Self {
        match time {
            ServiceTime::OnAccept => "OnAccept".to_owned(),
            ServiceTime::Second(at) => at.compact(),
            ServiceTime::Day(at) => at.day(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_are_read_in_beijing() {
        let time: ServiceTime = "20091225091010".parse().expect("a second");
        assert_eq!(time, ServiceTime::Second(Moment::from_unix(1_261_703_410)));
        assert_eq!(time.to_string(), "20091225091010");
        let day: ServiceTime = "20091225".parse().expect("a day");
        assert_eq!(day, ServiceTime::Day(Moment::from_unix(1_261_670_400)));
        assert_eq!(day.to_string(), "20091225");
    }

    #[test]
    fn texts_that_are_no_time_are_refused() {
        for text in
            ["", "onaccept", "2009", "20091301", "20090230", "20091225256060", "2009122509101a", "２００９１２２５"]
        {
            assert!(text.parse::<ServiceTime>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_has_begun_all_day_long() {
        let noon = Moment::from_unix(1_261_670_400 + 12 * 3600);
        let today: ServiceTime = "20091225".parse().expect("a day");
        let tomorrow: ServiceTime = "20091226".parse().expect("a day");
        assert!(today.has_begun_by(noon));
        assert!(!tomorrow.has_begun_by(noon));
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        let today: ServiceTime = "20091225".parse().expect("a day");
        for unix in [i64::MIN, i64::MAX, 253_402_300_799] {
            let far = Moment::from_unix(unix);
            assert_eq!(far.compact().len(), 14, "{unix}");
            assert_eq!(today.has_begun_by(far), unix > 0);
            assert_eq!(far.plus_days(1).plus(1).compact().len(), 14);
        }
    }

    proptest! {
        #[test]
        fn every_second_survives_its_text(unix in 0_i64..4_000_000_000) {
            let time = ServiceTime::Second(Moment::from_unix(unix));
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }

        #[test]
        fn no_text_panics(text in ".{0,20}") {
            let _ = text.parse::<ServiceTime>();
        }
    }
}
