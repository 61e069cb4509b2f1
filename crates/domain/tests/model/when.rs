//! A time as a request writes it: to the second, or to the day. Days are Beijing's.

use payscore_domain::{Moment, ServiceTime};
use proptest::prelude::*;

const DAY: i64 = 86_400;
const BEIJING: i64 = 8 * 3_600;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum When {
    /// Unix seconds.
    Second(i64),
    /// Days since 1970 began in Beijing.
    Day(i64),
}

impl When {
    fn day(self) -> i64 {
        match self {
            Self::Second(unix) => (unix + BEIJING).div_euclid(DAY),
            Self::Day(day) => day,
        }
    }

    pub(crate) fn today(now: i64) -> i64 {
        Self::Second(now).day()
    }

    /// Where one of the two is a day, days are compared.
    pub(crate) fn is_before(self, other: Self) -> bool {
        match (self, other) {
            (Self::Second(one), Self::Second(another)) => one < another,
            _ => self.day() < other.day(),
        }
    }

    pub(crate) fn is_as_precise_as(self, other: Self) -> bool {
        matches!(self, Self::Day(_)) == matches!(other, Self::Day(_))
    }

    /// So many seconds or days before `now`: plans do not know yet when they will be carried out.
    pub(crate) fn ago(self, now: i64) -> Self {
        match self {
            Self::Second(ago) => Self::Second(now - ago),
            Self::Day(ago) => Self::Day(Self::Second(now).day() - ago),
        }
    }

    pub(crate) fn earlier(self) -> Self {
        match self {
            Self::Second(unix) => Self::Second(unix - 1),
            Self::Day(day) => Self::Day(day - 1),
        }
    }

    pub(crate) fn real(self) -> ServiceTime {
        match self {
            Self::Second(unix) => ServiceTime::Second(Moment::from_unix(unix)),
            Self::Day(day) => ServiceTime::Day(Moment::from_unix(day * DAY - BEIJING)),
        }
    }
}

/// Seconds or, more rarely, days.
pub(crate) fn when(seconds: impl Strategy<Value = i64> + 'static) -> impl Strategy<Value = When> {
    prop_oneof![4 => seconds.prop_map(When::Second), 1 => (-1_i64..3).prop_map(When::Day)]
}
