//! Times as people type them.

use payscore_wire::rfc3339;

/// Unix seconds of an RFC 3339 time, or of a date with or without a time of day, which is Beijing's.
pub(crate) fn parse(text: &str) -> Result<i64, String> {
    let spaced = text.replacen(' ', "T", 1);
    let forms = [text.to_owned(), format!("{spaced}+08:00"), format!("{spaced}:00+08:00")];
    let whole_day = format!("{text}T00:00:00+08:00");
    let read = forms.iter().chain([&whole_day]).find_map(|form| rfc3339::parse(form));
    read.ok_or_else(|| "a time is 2026-12-21T12:00:00+08:00, 2026-12-21, or \"2026-12-21 12:00\"".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, unix) in [
            ("2026-12-21T12:00:00+08:00", 1_797_825_600),
            ("2026-12-21T04:00:00Z", 1_797_825_600),
            ("2026-12-21 12:00:00", 1_797_825_600),
            ("2026-12-21 12:00", 1_797_825_600),
            ("2026-12-21", 1_797_782_400),
        ] {
            assert_eq!(parse(text), Ok(unix), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "tomorrow", "2026-13-01", "12:00", "2026-12-21 25:00", "20261221"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
