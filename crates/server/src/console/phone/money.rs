//! Amounts and times as a user reads them.

use payscore_domain::{Currency, Fen, Moment, ServiceTime};

/// `¥12.30`; abroad `HKD 12.30`.
pub(in crate::console) fn money(amount: Fen, currency: Option<&Currency>) -> String {
    let (sign, fen) = (if amount < Fen::ZERO { "-" } else { "" }, amount.get().unsigned_abs());
    let unit = currency.map_or("¥".to_owned(), |currency| format!("{currency} "));
    format!("{sign}{unit}{}.{:02}", fen / 100, fen % 100)
}

/// `2026-11-21 12:00:00`, in Beijing.
pub(super) fn time(at: Moment) -> String {
    at.spaced()
}

/// The same of what a merchant gave; `None` where it is the moment of the confirmation.
pub(super) fn service_time(time: ServiceTime) -> Option<String> {
    match time {
        ServiceTime::OnAccept => None,
        ServiceTime::Second(at) => Some(at.spaced()),
        ServiceTime::Day(at) => Some(at.spaced().split(' ').next().unwrap_or_default().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_their_fen() {
        let all = [(0, "¥0.00"), (5, "¥0.05"), (1230, "¥12.30"), (-1, "-¥0.01")];
        for (fen, text) in all {
            assert_eq!(money(Fen::new(fen), None), text);
        }
        assert_eq!(money(Fen::new(100), Some(&"HKD".into())), "HKD 1.00");
    }

    #[test]
    fn times_are_those_of_beijing() {
        let read = |text: &str| service_time(text.parse().expect("a time"));
        assert_eq!(read("20261121120000").as_deref(), Some("2026-11-21 12:00:00"));
        assert_eq!(read("20261121").as_deref(), Some("2026-11-21"));
        assert_eq!(read("OnAccept"), None);
    }
}
