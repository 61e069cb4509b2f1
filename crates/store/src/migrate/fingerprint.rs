//! What a table has, in a few bytes.

use super::Rows;
use crate::StoreError;
use aws_lc_rs::digest::{SHA256, digest};
use std::fmt::{self, Display, Formatter};

/// How many rows, and the sum of their SHA-256 hashes. A sum, because databases sort texts differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fingerprint {
    /// How many.
    pub rows: u64,
    /// Of the two halves of each hash.
    sum: [u128; 2],
}

impl Fingerprint {
    /// Counts these rows in. A row is hashed as the JSON of its columns, in their order.
    pub(super) fn add(&mut self, rows: &Rows) -> Result<(), StoreError> {
        rows.each_json(&mut |json| {
            self.rows += 1;
            let hash = digest(&SHA256, json);
            for (sum, half) in self.sum.iter_mut().zip(hash.as_ref().chunks_exact(16)) {
                let half = half.try_into().map(u128::from_be_bytes).unwrap_or_default();
                *sum = sum.wrapping_add(half);
            }
        })
    }
}

impl Fingerprint {
    /// The sum, as 64 hexadecimal digits.
    #[must_use]
    pub fn checksum(&self) -> String {
        let [first, second] = self.sum;
        format!("{first:032x}{second:032x}")
    }
}

impl Display for Fingerprint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows with the checksum {}", self.rows, self.checksum())
    }
}
