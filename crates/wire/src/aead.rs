//! AES-256-GCM under the merchant's APIv3 key: callbacks and platform certificates. With the feature `sm`, SM4-GCM for
//! merchants with SM2 keys.

#[cfg(feature = "sm")]
mod sm4;

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::algorithm::Algorithm;

/// What upstream calls AES-256-GCM on the wire. What belongs to other keys is in [`Algorithm::aead`].
pub const ALGORITHM: &str = "AEAD_AES_256_GCM";
/// The length of an APIv3 key.
pub const KEY_LENGTH: usize = 32;
/// The length of a nonce, whatever the algorithm.
const NONCE_LENGTH: usize = NONCE_LEN;
const TAG_LENGTH: usize = 16;

/// Why a text is not an APIv3 key. The text itself is not repeated: it may be a secret with a typing error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiV3KeyError {
    /// Not 32 bytes long.
    #[error("an APIv3 key has 32 characters, this one has {got}; mind spaces and line breaks at its ends")]
    Length {
        /// Bytes given.
        got: usize,
    },
    /// Holds a character outside ASCII.
    #[error("an APIv3 key consists of ASCII characters only")]
    NotAscii,
}

/// Why something could not be encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The nonce is not 12 bytes long.
    #[error("an AES-GCM nonce has 12 bytes, this one has {got}")]
    NonceLength {
        /// Bytes given.
        got: usize,
    },
    /// More than AES-GCM takes in one go.
    #[error("the text is too long for AES-GCM")]
    TooLong,
}

/// Why something could not be decrypted, in the order of the checks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The envelope names an algorithm that this build does not speak.
    #[error("the resource is encrypted with `{got}`, expected `AEAD_AES_256_GCM` (SM2 keys: `AEAD_SM4_GCM`)")]
    Algorithm {
        /// The name given.
        got: String,
    },
    /// The nonce is not 12 bytes long.
    #[error("an AES-GCM nonce has 12 bytes, this one has {got}")]
    NonceLength {
        /// Bytes given.
        got: usize,
    },
    /// The ciphertext is not base64.
    #[error("the ciphertext is not valid base64")]
    Base64 {
        /// Where it went wrong.
        source: base64::DecodeError,
    },
    /// The ciphertext is shorter than its authentication tag.
    #[error("the ciphertext has {got} bytes, which is shorter than its authentication tag")]
    TooShort {
        /// Bytes given.
        got: usize,
    },
    /// Another key, nonce or associated data, or a changed ciphertext. AES-GCM cannot tell which.
    #[error("the ciphertext does not open: other APIv3 key, other nonce, other associated data, or tampered with")]
    Tampered,
}

/// A merchant's APIv3 key, ready for use. Cloning is cheap, and `Debug` shows nothing of it.
#[derive(Clone)]
pub struct ApiV3Key {
    key: Arc<LessSafeKey>,
    marks: hmac::Key,
    #[cfg(feature = "sm")]
    sm4: Arc<sm4::Sm4Gcm>,
}

impl ApiV3Key {
    /// Takes the 32 ASCII characters set in the merchant platform.
    ///
    /// # Errors
    /// [`ApiV3KeyError`] for any other length, or characters outside ASCII.
    ///
    /// # Panics
    /// Only where the system has no memory left.
    pub fn new(text: &str) -> Result<Self, ApiV3KeyError> {
        if text.len() == KEY_LENGTH && !text.is_ascii() {
            return Err(ApiV3KeyError::NotAscii);
        }
        Self::from_bytes(text.as_bytes())
    }

    /// Takes any 32 bytes: the key of one bill's file, which need not be a text.
    ///
    /// # Errors
    /// [`ApiV3KeyError::Length`].
    ///
    /// # Panics
    /// Only where the system has no memory left.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ApiV3KeyError> {
        if bytes.len() != KEY_LENGTH {
            return Err(ApiV3KeyError::Length { got: bytes.len() });
        }
        let unbound = UnboundKey::new(&AES_256_GCM, bytes).expect("32 bytes are an AES-256 key");
        let marks = hmac::Key::new(hmac::HMAC_SHA256, bytes);
        Ok(Self {
            key: Arc::new(LessSafeKey::new(unbound)),
            marks,
            #[cfg(feature = "sm")]
            sm4: Arc::new(sm4::Sm4Gcm::derive(bytes)),
        })
    }

    /// A mark by which the same texts are recognised later on, without keeping them: HMAC-SHA-256 under this key, in
    /// hexadecimal. Whoever sees the mark and not the key cannot try out what it might stand for.
    #[must_use]
    pub fn mark(&self, texts: &[&str]) -> String {
        let mut context = hmac::Context::with_key(&self.marks);
        for text in texts {
            // The length first: ("ab", "c") is not ("a", "bc").
            context.update(&(text.len() as u64).to_be_bytes());
            context.update(text.as_bytes());
        }
        context.sign().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// HMAC-SHA-256 under this key. The protocol signs nothing with it: who finds one in a signature's place, knows what
    /// went wrong.
    #[must_use]
    pub fn hmac_sha256(&self, message: &[u8]) -> Vec<u8> {
        hmac::sign(&self.marks, message).as_ref().to_vec()
    }

    /// Encrypts with AES-256-GCM, and answers in base64. The nonce (12 bytes) must never repeat under one key: the caller
    /// draws it at random.
    ///
    /// # Errors
    /// [`SealError`]: a nonce of another length, or an absurdly long text.
    pub fn seal(&self, nonce: &str, associated_data: &str, plaintext: &[u8]) -> Result<String, SealError> {
        self.seal_with(Algorithm::Rsa, nonce, associated_data, plaintext)
    }

    /// The same for a merchant with keys of this kind.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn seal_with(
        &self,
        algorithm: Algorithm,
        nonce: &str,
        associated_data: &str,
        plaintext: &[u8],
    ) -> Result<String, SealError> {
        let sealed = match algorithm {
            Algorithm::Rsa => self.seal_bytes(nonce, associated_data, plaintext)?,
            #[cfg(feature = "sm")]
            Algorithm::Sm2 => {
                let nonce = nonce.as_bytes().try_into().map_err(|_| SealError::NonceLength { got: nonce.len() })?;
                self.sm4.seal(nonce, associated_data, plaintext).ok_or(SealError::TooLong)?
            }
        };
        Ok(STANDARD.encode(sealed))
    }

    /// [`seal`](Self::seal) without base64: ciphertext and tag, as a bill's file has them.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn seal_bytes(&self, nonce: &str, associated_data: &str, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        let got = nonce.len();
        let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).map_err(|_| SealError::NonceLength { got })?;
        let mut sealed = Vec::with_capacity(plaintext.len() + TAG_LENGTH);
        sealed.extend_from_slice(plaintext);
        self.key
            .seal_in_place_append_tag(nonce, Aad::from(associated_data), &mut sealed)
            .map_err(|_| SealError::TooLong)?;
        Ok(sealed)
    }

    /// Decrypts and authenticates what [`seal`](Self::seal) made.
    ///
    /// # Errors
    /// [`OpenError`], checked in the order of its variants.
    pub fn open(&self, nonce: &str, associated_data: &str, ciphertext_base64: &str) -> Result<Vec<u8>, OpenError> {
        self.open_with(Algorithm::Rsa, nonce, associated_data, ciphertext_base64)
    }

    /// The same for a resource that says what it is encrypted with: [`Algorithm::aead`].
    ///
    /// # Errors
    /// [`OpenError`], checked in the order of its variants.
    pub fn open_named(
        &self,
        algorithm: &str,
        nonce: &str,
        associated_data: &str,
        ciphertext_base64: &str,
    ) -> Result<Vec<u8>, OpenError> {
        let known = Algorithm::of_aead(algorithm).ok_or_else(|| OpenError::Algorithm { got: algorithm.to_owned() })?;
        self.open_with(known, nonce, associated_data, ciphertext_base64)
    }

    fn open_with(
        &self,
        algorithm: Algorithm,
        nonce: &str,
        associated_data: &str,
        ciphertext_base64: &str,
    ) -> Result<Vec<u8>, OpenError> {
        let nonce = check_nonce(nonce)?;
        let bytes = STANDARD.decode(ciphertext_base64).map_err(|source| OpenError::Base64 { source })?;
        check_length(&bytes)?;
        match algorithm {
            Algorithm::Rsa => self.open_aes(nonce, associated_data, bytes),
            #[cfg(feature = "sm")]
            Algorithm::Sm2 => self.sm4.open(nonce, associated_data, &bytes).ok_or(OpenError::Tampered),
        }
    }

    /// [`open`](Self::open) without base64: ciphertext and tag, as a bill's file has them.
    ///
    /// # Errors
    /// [`OpenError`], checked in the order of its variants.
    pub fn open_bytes(&self, nonce: &str, associated_data: &str, bytes: Vec<u8>) -> Result<Vec<u8>, OpenError> {
        let nonce = check_nonce(nonce)?;
        check_length(&bytes)?;
        self.open_aes(nonce, associated_data, bytes)
    }

    fn open_aes(
        &self,
        nonce: [u8; NONCE_LENGTH],
        associated_data: &str,
        mut bytes: Vec<u8>,
    ) -> Result<Vec<u8>, OpenError> {
        let length = self
            .key
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(associated_data), &mut bytes)
            .map_err(|_| OpenError::Tampered)?
            .len();
        bytes.truncate(length);
        Ok(bytes)
    }
}

fn check_nonce(nonce: &str) -> Result<[u8; NONCE_LENGTH], OpenError> {
    nonce.as_bytes().try_into().map_err(|_| OpenError::NonceLength { got: nonce.len() })
}

fn check_length(sealed: &[u8]) -> Result<(), OpenError> {
    if sealed.len() < TAG_LENGTH { Err(OpenError::TooShort { got: sealed.len() }) } else { Ok(()) }
}

impl fmt::Debug for ApiV3Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiV3Key(…)")
    }
}

/// The nonce length on the wire is aws-lc's too.
const _: () = assert!(NONCE_LENGTH == 12);
