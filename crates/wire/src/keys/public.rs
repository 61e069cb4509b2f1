//! [`PublicKey`].

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{self, OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{KeyError, MAX_MODULUS_BYTES, OaepError};
use crate::certificate::Certificate;
use crate::pem::{self, Block, PemKind};

/// Room for base64's own estimate of the longest signature, which may be three bytes over.
const SIGNATURE_BUFFER: usize = MAX_MODULUS_BYTES + 3;

/// An RSA public key: verifies signatures, and encrypts sensitive fields.
///
/// Cloning is cheap. Two keys are equal if their numbers are.
#[derive(Clone)]
pub struct PublicKey {
    inner: Arc<Inner>,
}

struct Inner {
    verifying: ParsedPublicKey,
    encrypting: OaepPublicEncryptingKey,
    spki: Box<[u8]>,
}

impl PublicKey {
    /// Reads `wechatpay_public_key.pem`: SPKI (`PUBLIC KEY`), or PKCS#1 (`RSA PUBLIC KEY`).
    ///
    /// # Errors
    /// A [`KeyError`] that says which mistake it was: a certificate or private key instead, too small, not RSA,
    /// damaged.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = Block::find(text)?;
        match block.kind {
            PemKind::PublicKey => Self::from_spki_der(&block.decode()?),
            PemKind::RsaPublicKey => Self::from_pkcs1_der(&block.decode()?),
            _ => Err(block.wrong_kind(PemKind::PublicKey).into()),
        }
    }

    /// The key that a certificate certifies.
    #[must_use]
    pub fn from_certificate(certificate: &Certificate) -> Self {
        certificate.public_key().clone()
    }

    pub(crate) fn from_spki_der(der: &[u8]) -> Result<Self, KeyError> {
        let encrypting = PublicEncryptingKey::from_der(der)?;
        // Written again rather than copied, so that equal keys have equal bytes.
        let spki: Box<[u8]> = encrypting.as_der().map_err(|source| KeyError::System { source })?.as_ref().into();
        let verifying = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &spki)?;
        let encrypting = OaepPublicEncryptingKey::new(encrypting).map_err(|source| KeyError::System { source })?;
        Ok(Self { inner: Arc::new(Inner { verifying, encrypting, spki }) })
    }

    pub(crate) fn from_pkcs1_der(der: &[u8]) -> Result<Self, KeyError> {
        let spki = rsa::PublicKey::from_der(der)?.as_der().map_err(|source| KeyError::System { source })?;
        Self::from_spki_der(spki.as_ref())
    }

    /// The key as SPKI PEM (`PUBLIC KEY`).
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.inner.spki)
    }

    /// The key as SPKI DER.
    #[must_use]
    pub fn as_spki_der(&self) -> &[u8] {
        &self.inner.spki
    }

    /// The key's size in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.inner.encrypting.key_size_bits()
    }

    /// Whether `signature_base64` is this key's RSA PKCS#1 v1.5 SHA-256 signature of `message`.
    ///
    /// Text that is not base64 is simply no signature. Allocates nothing.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature_base64: &str) -> bool {
        let mut buffer = [0; SIGNATURE_BUFFER];
        match STANDARD.decode_slice(signature_base64, &mut buffer) {
            Ok(length) => self.inner.verifying.verify_sig(message, &buffer[..length]).is_ok(),
            Err(_) => false,
        }
    }

    /// Encrypts a sensitive field: RSA-OAEP with SHA-1 and MGF1-SHA-1, in base64. Every call gives another text.
    ///
    /// # Errors
    /// [`OaepError::PlaintextTooLong`] (over 214 bytes with 2048 bits), [`OaepError::System`] if the system fails.
    pub fn encrypt_oaep(&self, plaintext: &[u8]) -> Result<String, OaepError> {
        let key = &self.inner.encrypting;
        let max = key.max_plaintext_size(&OAEP_SHA1_MGF1SHA1);
        if plaintext.len() > max {
            return Err(OaepError::PlaintextTooLong { got: plaintext.len(), max });
        }
        let mut buffer = [0; MAX_MODULUS_BYTES];
        let ciphertext = key
            .encrypt(&OAEP_SHA1_MGF1SHA1, plaintext, &mut buffer, None)
            .map_err(|source| OaepError::System { source })?;
        Ok(STANDARD.encode(ciphertext))
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.inner.spki == other.inner.spki
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey(RSA, {} bits)", self.bits())
    }
}
