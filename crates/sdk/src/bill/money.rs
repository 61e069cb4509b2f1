//! Amounts as bills write them: in yuan, with two places, fees with five.

use payscore_api::Fen;
use std::fmt;

/// A fee. Bills give it with five places of a yuan, which a whole number of fen cannot always hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fee(i64);

impl Fee {
    /// In thousandths of a fen.
    #[must_use]
    pub const fn thousandths_of_fen(self) -> i64 {
        self.0
    }

    /// In fen, where it is a whole number of them.
    #[must_use]
    pub const fn to_fen(self) -> Option<Fen> {
        if self.0 % 1000 == 0 { Some(Fen::new(self.0 / 1000)) } else { None }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        decimal(text, 5).map(Self)
    }
}

impl fmt::Display for Fee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let amount = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:05}", amount / 100_000, amount % 100_000)
    }
}

/// `12.34` as 1234 fen.
pub(super) fn fen(text: &str) -> Option<Fen> {
    decimal(text, 2).map(Fen::new)
}

/// A decimal number times ten to the `places`. Further places have to be zeros.
fn decimal(text: &str, places: usize) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (kept, rest) = fraction.split_at_checked(places).unwrap_or((fraction, ""));
    if whole.is_empty() || !all_digits(whole) || !all_digits(kept) || rest.bytes().any(|byte| byte != b'0') {
        return None;
    }
    let amount: i64 = format!("{whole}{kept:0<places$}").parse().ok()?;
    Some(if negative { -amount } else { amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_or_none() {
        for (text, expected) in
            [("0.00", 0), ("12.34", 1234), ("-0.01", -1), ("3", 300), ("3.5", 350), ("1000003.000", 100_000_300)]
        {
            assert_eq!(fen(text), Some(Fen::new(expected)), "{text}");
        }
        for text in ["", "-", ".5", "1.234", "1,000.00", "+1", "1.2.3", "９", "99999999999999999999", "--1"] {
            assert_eq!(fen(text), None, "{text}");
        }
    }

    #[test]
    fn fees_have_five_places() {
        let fee = Fee::parse("-0.01234").unwrap();
        assert_eq!((fee.thousandths_of_fen(), fee.to_fen(), fee.to_string().as_str()), (-1234, None, "-0.01234"));
        assert_eq!(Fee::parse("0.02000").unwrap().to_fen(), Some(Fen::new(2)));
    }
}
