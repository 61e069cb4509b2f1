//! Why a bill is not had.

use super::Wrong;
use payscore_wire::{ApiV3KeyError, CipherError, OpenError};
use std::io;

/// Why a bill's file is not fetched, or not believed, or not readable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BillError {
    /// The address is on a server that the configuration does not name. Nothing was sent there: what is signed for it
    /// would be a merchant's signature in a stranger's hands.
    #[error("the bill's file is said to be at `{server}`, which is not the configured server")]
    ForeignHost {
        /// Scheme and authority.
        server: String,
    },
    /// The hash is of a kind that is not known here.
    #[error("the bill's hash is said to be `{got}`, expected `SHA1`")]
    HashType {
        /// What it is said to be.
        got: String,
    },
    /// The file is not the one that WeChat Pay has signed for: cut off on its way, or tampered with.
    #[error("the bill's file has the hash {got}, expected {expected}")]
    Hash {
        /// Of what came.
        got: String,
        /// What WeChat Pay said.
        expected: String,
    },
    /// The file's key is not encrypted for this merchant's private key.
    #[error("the key of the bill's file does not open with the merchant's private key")]
    Key(#[source] CipherError),
    /// The file's key is none.
    #[error("the key of the bill's file is not an AES-256 key")]
    KeyLength(#[source] ApiV3KeyError),
    /// The file does not open: cut off on its way, or tampered with.
    #[error("the bill's file does not open with its key")]
    Sealed(#[source] OpenError),
    /// The file cannot be unpacked, or not be kept.
    #[error("the bill's file cannot be kept or unpacked")]
    Io(#[from] io::Error),
    /// A line reads otherwise than expected.
    #[error("line {line} of the bill: {wrong}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What does not fit.
        wrong: Wrong,
    },
}

impl BillError {
    pub(super) fn at(line: usize, wrong: Wrong) -> Self {
        Self::Line { line, wrong }
    }
}
