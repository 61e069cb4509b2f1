//! What WeChat Pay keeps of a payment.

use crate::fen::Fen;

/// The rate in hundredths of a percent: 0.60 %. A merchant's real one is agreed with its contract; this is the usual.
pub const FEE_BASIS_POINTS: i64 = 60;

/// The fee on an amount: the rate, rounded to the nearest fen, halves up.
pub fn fee(amount: Fen) -> Fen {
    const WHOLE: i128 = 10_000;
    let fee = (i128::from(amount.get()) * i128::from(FEE_BASIS_POINTS) + WHOLE / 2).div_euclid(WHOLE);
    // A fee is smaller than what it is taken of, so it fits wherever that did.
    Fen::new(i64::try_from(fee).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_a_fen_count_as_a_fen() {
        let of = |amount| fee(Fen::new(amount)).get();
        assert_eq!((of(0), of(83), of(84), of(10_000)), (0, 0, 1, 60));
        assert_eq!((of(249), of(250)), (1, 2), "1.494 and 1.5");
        assert_eq!(of(i64::MAX), 55_340_232_221_128_655);
    }
}
