//! Times: RFC 3339, and those of orders.

use payscore_domain::{Moment, ServiceTime};
use payscore_wire::rfc3339;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The first and the last second that four digits of a year can say, in Beijing.
const WRITABLE: std::ops::RangeInclusive<i64> = -62_167_248_000..=253_402_271_999;

/// As a text, and its first 8 bytes as a number of seconds.
pub(crate) fn check(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        instant(text);
        service_time(text);
    }
    if let Some(bytes) = data.first_chunk() {
        seconds(i64::from_le_bytes(*bytes));
    }
}

fn instant(text: &str) {
    let read = rfc3339::parse(text);
    // `time` takes anything at all between day and hour, and a second more in a minute; and years as they are in UTC.
    match OffsetDateTime::parse(text, &Rfc3339) {
        Ok(second) => {
            let ours = matches!(text.as_bytes().get(10), Some(b'T' | b't')) && !is_leap_second(text);
            assert_eq!(read, ours.then(|| second.unix_timestamp()), "{text:?}");
        }
        Err(_) => assert!(read.is_none_or(|unix| !is_of_four_digits(unix)), "{text:?} is no instant: {read:?}"),
    }
    if let Some(unix) = read {
        let again = rfc3339::parse(&rfc3339::format(unix));
        assert_eq!(again, Some(unix.clamp(*WRITABLE.start(), *WRITABLE.end())), "{text:?}");
    }
}

/// `time` takes the 60th second at the end of a month; ours takes none, as an order has no use for one.
fn is_leap_second(text: &str) -> bool {
    text.get(17..19) == Some("60")
}

fn is_of_four_digits(unix: i64) -> bool {
    OffsetDateTime::from_unix_timestamp(unix).is_ok_and(|at| (0..=9999).contains(&at.year()))
}

fn service_time(text: &str) {
    let Ok(time) = text.parse::<ServiceTime>() else { return };
    assert_eq!(time.to_string(), text, "written as it was read");
    assert!(!time.is_before(time) && time.same_precision(time));
    if let ServiceTime::Second(at) | ServiceTime::Day(at) = time {
        assert!(time.has_begun_by(at) && !time.is_past(at));
    }
}

fn seconds(unix: i64) {
    let text = rfc3339::format(unix);
    assert_eq!(text.len(), 25, "{unix}: {text}");
    assert_eq!(rfc3339::parse(&text), Some(unix.clamp(*WRITABLE.start(), *WRITABLE.end())));
    let at = Moment::from_unix(unix);
    let compact = at.compact();
    assert!(compact.len() == 14 && compact.bytes().all(|byte| byte.is_ascii_digit()), "{unix}: {compact}");
    assert_eq!(at.spaced().replace(['-', ' ', ':'], ""), compact);
    if WRITABLE.contains(&unix) {
        assert_eq!(compact.parse(), Ok(ServiceTime::Second(at)), "{compact}");
        assert_eq!(compact, text[..19].replace(['-', 'T', ':'], ""), "{unix}");
    }
}
