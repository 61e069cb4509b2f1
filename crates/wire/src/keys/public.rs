//! [`PublicKey`].

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::rsa_public::RsaPublicKey;
#[cfg(feature = "sm")]
use super::sm2::Sm2PublicKey;
use super::{CipherError, KeyError, MAX_MODULUS_BYTES};
use crate::algorithm::Algorithm;
use crate::certificate::Certificate;
use crate::pem::{self, Block, PemKind};

/// Room for base64's own estimate of the longest signature, which may be three bytes over.
const SIGNATURE_BUFFER: usize = MAX_MODULUS_BYTES + 3;

/// A public key: verifies signatures, and encrypts sensitive fields. RSA, or, with the feature `sm`, SM2.
///
/// Cloning is cheap. Two keys are equal if their numbers are.
#[derive(Clone)]
pub struct PublicKey(Inner);

#[derive(Clone)]
enum Inner {
    Rsa(RsaPublicKey),
    #[cfg(feature = "sm")]
    Sm2(Sm2PublicKey),
}

impl PublicKey {
    /// Reads `wechatpay_public_key.pem`: SPKI (`PUBLIC KEY`), or PKCS#1 (`RSA PUBLIC KEY`).
    ///
    /// # Errors
    /// A [`KeyError`] that says which mistake it was: a certificate or private key instead, too small, of another kind,
    /// damaged.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = Block::find(text)?;
        match block.kind {
            PemKind::PublicKey => Self::from_spki_der(&block.decode()?),
            PemKind::RsaPublicKey => RsaPublicKey::from_pkcs1_der(&block.decode()?).map(Self::from),
            _ => Err(block.wrong_kind(PemKind::PublicKey).into()),
        }
    }

    /// The key that a certificate certifies.
    #[must_use]
    pub fn from_certificate(certificate: &Certificate) -> Self {
        certificate.public_key().clone()
    }

    pub(crate) fn from_spki_der(der: &[u8]) -> Result<Self, KeyError> {
        #[cfg(feature = "sm")]
        if let Some(key) = Sm2PublicKey::from_spki_der(der) {
            return key.map(Self::from);
        }
        RsaPublicKey::from_spki_der(der).map(Self::from)
    }

    /// Which algorithms it verifies and encrypts with.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Inner::Rsa(_) => Algorithm::Rsa,
            #[cfg(feature = "sm")]
            Inner::Sm2(_) => Algorithm::Sm2,
        }
    }

    /// The key as SPKI PEM (`PUBLIC KEY`).
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("PUBLIC KEY", self.as_spki_der())
    }

    /// The key as SPKI DER.
    #[must_use]
    pub fn as_spki_der(&self) -> &[u8] {
        match &self.0 {
            Inner::Rsa(key) => key.as_spki_der(),
            #[cfg(feature = "sm")]
            Inner::Sm2(key) => key.as_spki_der(),
        }
    }

    /// The key's size in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        match &self.0 {
            Inner::Rsa(key) => key.bits(),
            #[cfg(feature = "sm")]
            Inner::Sm2(_) => 256,
        }
    }

    /// Whether `signature_base64` is this key's signature of `message`: RSA PKCS#1 v1.5 with SHA-256, or SM2 with SM3,
    /// as ASN.1.
    ///
    /// Text that is not base64 is simply no signature. Allocates nothing.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature_base64: &str) -> bool {
        let mut buffer = [0; SIGNATURE_BUFFER];
        let Ok(length) = STANDARD.decode_slice(signature_base64, &mut buffer) else { return false };
        let signature = &buffer[..length];
        match &self.0 {
            Inner::Rsa(key) => key.verify(message, signature),
            #[cfg(feature = "sm")]
            Inner::Sm2(key) => key.verify(message, signature),
        }
    }

    /// Encrypts a sensitive field, in base64: RSA-OAEP with SHA-1 and MGF1-SHA-1, or SM2's C1C3C2 as ASN.1. Every call
    /// gives another text.
    ///
    /// # Errors
    /// [`CipherError::PlaintextTooLong`] (RSA: over 214 bytes with 2048 bits), `EmptyPlaintext` (SM2),
    /// [`CipherError::System`] if the system fails.
    pub fn encrypt(&self, plaintext: &[u8]) -> Result<String, CipherError> {
        let ciphertext = match &self.0 {
            Inner::Rsa(key) => key.encrypt(plaintext),
            #[cfg(feature = "sm")]
            Inner::Sm2(key) => key.encrypt(plaintext),
        };
        ciphertext.map(|bytes| STANDARD.encode(bytes))
    }
}

impl From<RsaPublicKey> for PublicKey {
    fn from(key: RsaPublicKey) -> Self {
        Self(Inner::Rsa(key))
    }
}

#[cfg(feature = "sm")]
impl From<Sm2PublicKey> for PublicKey {
    fn from(key: Sm2PublicKey) -> Self {
        Self(Inner::Sm2(key))
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_spki_der() == other.as_spki_der()
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {} bits)", self.algorithm(), self.bits())
    }
}
