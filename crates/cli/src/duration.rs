//! Durations as people type them, and as they like to read them.

const UNITS: [(char, u32); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// `30d`, `2h`, `10m`, `90s`, sums such as `1d12h`, or plain seconds.
pub(crate) fn parse(text: &str) -> Result<u32, String> {
    sum(text).ok_or_else(|| "a duration is 30d, 2h, 10m, 90s, a sum such as 1d12h, or seconds".to_owned())
}

fn sum(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let mut total = 0_u32;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let unit = rest[end..].chars().next()?;
        let (_, seconds) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
        let count: u32 = rest[..end].parse().ok()?;
        total = total.checked_add(count.checked_mul(seconds)?)?;
        rest = &rest[end + unit.len_utf8()..];
    }
    Some(total)
}

/// The same, the other way round: `1d 12h`.
pub(crate) fn words(seconds: i64) -> String {
    let mut rest = seconds.unsigned_abs();
    let mut parts = Vec::new();
    for (name, length) in UNITS {
        let count = rest / u64::from(length);
        rest %= u64::from(length);
        if count > 0 {
            parts.push(format!("{count}{name}"));
        }
    }
    match parts.is_empty() {
        true => "0s".to_owned(),
        false => format!("{}{}", if seconds < 0 { "-" } else { "" }, parts.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        for (text, seconds) in [
            ("30d", 2_592_000),
            ("2h", 7_200),
            ("10m", 600),
            ("90s", 90),
            ("3600", 3_600),
            ("1d12h", 129_600),
            ("0", 0),
        ] {
            assert_eq!(parse(text), Ok(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in ["", "d", "30x", "30 d", "-1", "1.5h", "1d12", "30天", "99999999999", "99999d"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_written() {
        for (seconds, text) in [(0, "0s"), (90, "1m 30s"), (129_600, "1d 12h"), (-60, "-1m")] {
            assert_eq!(words(seconds), text);
        }
    }
}
