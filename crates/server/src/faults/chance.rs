//! Random decisions that can be made again.

use super::rule::Chance;
use payscore_wire::digest::Sha256;

/// So many hex digits of a hash fit into a float without loss.
const DIGITS: usize = 13;

impl Chance {
    /// Whether the match number `index` (from 0) is struck. Nothing but seed and number decide, on every machine and in
    /// every version: the first 13 hex digits of SHA-256(`seed:index`), as a fraction, against the probability.
    pub(super) fn strikes(self, index: u64) -> bool {
        let hash = Sha256::of(format!("{}:{index}", self.seed).as_bytes());
        let drawn = u64::from_str_radix(&hash[..DIGITS], 16).unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "52 bits fit")]
        let fraction = drawn as f64 / (1u64 << (4 * DIGITS)) as f64;
        fraction < self.probability
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn struck(probability: f64, seed: u32, of: u64) -> Vec<u64> {
        (0..of).filter(|index| Chance { probability, seed }.strikes(*index)).collect()
    }

    #[test]
    fn a_seed_means_the_same_for_ever() {
        assert_eq!(struck(0.25, 7, 20), struck(0.25, 7, 20));
        assert_ne!(struck(0.25, 7, 40), struck(0.25, 8, 40));
    }

    #[test]
    fn as_often_as_the_probability_says() {
        let often = struck(0.1, 42, 10_000).len();
        assert!((900..1100).contains(&often), "{often}");
        assert_eq!(struck(1.0, 42, 100).len(), 100);
    }

    #[test]
    fn what_is_struck_with_half_the_probability_is_struck_with_all_of_it() {
        let rare = struck(0.1, 1, 1000);
        let common = struck(0.2, 1, 1000);
        assert!(rare.iter().all(|index| common.contains(index)));
    }
}
