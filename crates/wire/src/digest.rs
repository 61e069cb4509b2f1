//! SHA-1, with which bills say whether they arrived whole. It guards against accidents, not against anybody.

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use std::fmt;

/// What upstream calls this algorithm on the wire.
pub const HASH_TYPE: &str = "SHA1";

/// A hash that grows with what is written.
///
/// ```
/// let mut hash = payscore_wire::digest::Sha1::new();
/// hash.update(b"ab");
/// hash.update(b"c");
/// assert_eq!(hash.hex(), "a9993e364706816aba3e25717850c26c9cd0d89d");
/// ```
#[derive(Clone)]
pub struct Sha1(Context);

impl Sha1 {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self(Context::new(&SHA1_FOR_LEGACY_USE_ONLY))
    }

    /// Takes more in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// 40 lower-case hex digits.
    #[must_use]
    pub fn hex(self) -> String {
        self.0.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Default for Sha1 {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Sha1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sha1(…)")
    }
}
