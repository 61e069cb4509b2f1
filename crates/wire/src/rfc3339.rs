//! Instants as WeChat Pay writes them: `2018-06-08T10:34:56+08:00`.
//!
//! By hand rather than with the `time` crate: it is on every response's path, and the whole of it is one screen. The
//! tests compare it with `time`.

const DAY: i64 = 86_400;
/// Upstream writes Beijing time, whatever the clock of the reader.
const BEIJING: i64 = 8 * 3_600;
/// The years that the format can write, in Beijing time.
const FIRST: i64 = -62_167_219_200 - BEIJING;
const LAST: i64 = 253_402_300_799 - BEIJING;

/// Writes an instant in Beijing time. Before the year 0 and after 9999 it answers with the nearest instant that the
/// format can write.
///
/// ```
/// assert_eq!(payscore_wire::rfc3339::format(1_528_425_296), "2018-06-08T10:34:56+08:00");
/// ```
#[must_use]
pub fn format(unix: i64) -> String {
    let local = unix.clamp(FIRST, LAST) + BEIJING;
    let (year, month, day) = date_from_days(local.div_euclid(DAY));
    let second = local.rem_euclid(DAY);
    let mut text = String::with_capacity(25);
    push_number(&mut text, year, 4);
    text.push('-');
    push_number(&mut text, month, 2);
    text.push('-');
    push_number(&mut text, day, 2);
    text.push('T');
    push_number(&mut text, second / 3_600, 2);
    text.push(':');
    push_number(&mut text, second / 60 % 60, 2);
    text.push(':');
    push_number(&mut text, second % 60, 2);
    text.push_str("+08:00");
    text
}

/// Reads an RFC 3339 instant with any offset. A fraction of a second is dropped. `None` if it is not one.
///
/// ```
/// use payscore_wire::rfc3339::parse;
///
/// assert_eq!(parse("2018-06-08T10:34:56+08:00"), Some(1_528_425_296));
/// assert_eq!(parse("2018-06-08T02:34:56.789Z"), Some(1_528_425_296));
/// assert_eq!(parse("2018-02-29T10:34:56+08:00"), None);
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let (date_time, rest) = text.as_bytes().split_at_checked(19)?;
    let &[y0, y1, y2, y3, b'-', mo0, mo1, b'-', d0, d1, b'T' | b't', h0, h1, b':', mi0, mi1, b':', s0, s1] = date_time
    else {
        return None;
    };
    let (year, month, day) = (number(&[y0, y1, y2, y3])?, number(&[mo0, mo1])?, number(&[d0, d1])?);
    let (hour, minute, second) = (number(&[h0, h1])?, number(&[mi0, mi1])?, number(&[s0, s1])?);
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let offset = parse_offset(skip_fraction(rest)?)?;
    Some(days_from_date(year, month, day) * DAY + hour * 3_600 + minute * 60 + second - offset)
}

/// What follows the fraction, if there is one. A dot without digits is an error.
fn skip_fraction(rest: &[u8]) -> Option<&[u8]> {
    let [b'.', digits @ ..] = rest else {
        return Some(rest);
    };
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 { None } else { Some(&digits[length..]) }
}

fn parse_offset(text: &[u8]) -> Option<i64> {
    match *text {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h0, h1, b':', m0, m1] => {
            let (hours, minutes) = (number(&[h0, h1])?, number(&[m0, m1])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = hours * 3_600 + minutes * 60;
            Some(if sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
}

fn push_number(text: &mut String, value: i64, width: u32) {
    for place in (0..width).rev() {
        // In range: a remainder of ten.
        let digit = u8::try_from(value / 10_i64.pow(place) % 10).unwrap_or_default();
        text.push(char::from(b'0' + digit));
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the leap day is a year's
/// last.
fn days_from_date(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_date`].
fn date_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}
