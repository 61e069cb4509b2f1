//! Keys: signing, verifying, and the encryption of sensitive fields. RSA, and SM2 with the feature `sm`; whoever uses
//! a key need not know which of them it is.
//!
//! Keys are parsed once and shared: cloning one copies a pointer. A private key's bytes live inside aws-lc, or RustCrypto's
//! `SecretKey` for SM2, are wiped there, and never appear in `Debug`.

mod private;
mod public;
mod rsa_private;
mod rsa_public;
#[cfg(feature = "sm")]
mod sm2;

pub use private::PrivateKey;
pub use public::PublicKey;

use aws_lc_rs::error::KeyRejected;

use crate::pem::PemError;

/// The longest signature or ciphertext: RSA with 8192 bits.
pub(crate) const MAX_MODULUS_BYTES: usize = 1024;

/// Why a key was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The text is not PEM, or holds another kind of thing.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// The private key is protected by a passphrase.
    #[error(
        "the private key is encrypted; remove its passphrase first: \
         openssl pkcs8 -topk8 -nocrypt -in KEY -out apiclient_key.pem"
    )]
    Encrypted,
    /// The key is well-formed, but not an RSA key.
    #[error("the key is not an RSA key, which is the only kind WeChat Pay's RSA mode takes")]
    NotRsa,
    /// The key has fewer than 2048 bits.
    #[error("the RSA key is too small: WeChat Pay takes 2048 bits or more")]
    TooSmall,
    /// The bytes are no key, or the numbers in it do not fit together.
    #[error("the key's bytes are damaged")]
    Rejected {
        /// aws-lc's own word on it.
        source: KeyRejected,
    },
    /// The key is well-formed, but not an SM2 key.
    #[cfg(feature = "sm")]
    #[error("the key is not an SM2 key")]
    NotSm2,
    /// The bytes of an SM2 key do not fit together.
    #[cfg(feature = "sm")]
    #[error("the SM2 key's bytes are damaged: {reason}")]
    DamagedSm2 {
        /// The parser's own word on it.
        reason: String,
    },
    /// The system failed, for lack of memory or randomness.
    #[error("the system could not make the key, for lack of memory or randomness")]
    System {
        /// aws-lc's own word on it.
        source: aws_lc_rs::error::Unspecified,
    },
}

impl From<KeyRejected> for KeyError {
    fn from(source: KeyRejected) -> Self {
        // aws-lc keeps its reasons behind one opaque type; this text is the only way to tell them apart.
        match source.description_() {
            "TooSmall" => Self::TooSmall,
            "WrongAlgorithm" => Self::NotRsa,
            _ => Self::Rejected { source },
        }
    }
}

/// Why a sensitive field could not be encrypted or decrypted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CipherError {
    /// RSA-OAEP takes only as much as fits into one block.
    #[error("the text has {got} bytes, but this key encrypts at most {max}")]
    PlaintextTooLong {
        /// Bytes given.
        got: usize,
        /// Bytes that fit.
        max: usize,
    },
    /// The ciphertext is not base64: usually a field that was sent in the clear.
    #[error("the encrypted field is not valid base64")]
    Base64 {
        /// Where it went wrong.
        source: base64::DecodeError,
    },
    /// The ciphertext's length does not fit the key.
    #[error("the ciphertext has {got} bytes, but this key's have {expected}")]
    CiphertextLength {
        /// Bytes given.
        got: usize,
        /// The key's size in bytes.
        expected: usize,
    },
    /// Encrypted for another key, with another padding, or damaged. Nobody can tell which.
    #[error(
        "the ciphertext does not open with this key: \
         other key, other padding (RSA-OAEP with SHA-1 is required; C1C3C2 as ASN.1 with an SM2 key), or damaged"
    )]
    Undecryptable,
    /// SM2 cannot encrypt nothing.
    #[cfg(feature = "sm")]
    #[error("SM2 does not encrypt an empty text")]
    EmptyPlaintext,
    /// The system failed, for lack of memory or randomness.
    #[error("the system could not encrypt, for lack of memory or randomness")]
    System {
        /// aws-lc's own word on it.
        source: aws_lc_rs::error::Unspecified,
    },
}
