//! Hashes of files. Bills say by SHA-1 whether they arrived whole: that guards against accidents, not against anybody.
//! Uploads name their file's SHA-256 in what is signed.

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
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
        hex(self.0)
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

/// A hash that grows with what is written.
///
/// ```
/// let mut hash = payscore_wire::digest::Sha256::new();
/// hash.update(b"ab");
/// hash.update(b"c");
/// assert_eq!(hash.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// ```
#[derive(Clone)]
pub struct Sha256(Context);

impl Sha256 {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self(Context::new(&SHA256))
    }

    /// Takes more in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// 64 lower-case hex digits.
    #[must_use]
    pub fn hex(self) -> String {
        hex(self.0)
    }

    /// 32 bytes.
    #[must_use]
    pub fn bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.finish().as_ref());
        bytes
    }

    /// Of all of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> String {
        let mut hash = Self::new();
        hash.update(bytes);
        hash.hex()
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sha256(…)")
    }
}

fn hex(context: Context) -> String {
    context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
