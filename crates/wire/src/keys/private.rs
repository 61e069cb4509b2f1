//! [`PrivateKey`].

use std::fmt;
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::rsa_private::RsaPrivateKey;
#[cfg(feature = "sm")]
use super::sm2::Sm2PrivateKey;
use super::{CipherError, KeyError, MAX_MODULUS_BYTES, PublicKey};
use crate::algorithm::Algorithm;
use crate::pem::{self, Block, PemKind};

/// A private key: signs, and decrypts what was encrypted for its public key. RSA, or, with the feature `sm`, SM2.
///
/// Cloning is cheap. `Debug` shows only kind and size.
#[derive(Clone)]
pub struct PrivateKey {
    inner: Arc<Inner>,
}

enum Inner {
    Rsa(RsaPrivateKey),
    #[cfg(feature = "sm")]
    Sm2(Sm2PrivateKey),
}

impl PrivateKey {
    /// Makes a new RSA key of 2048 bits, the size upstream issues.
    ///
    /// # Errors
    /// [`KeyError::System`] where the system has no randomness or memory to give.
    pub fn generate() -> Result<Self, KeyError> {
        RsaPrivateKey::generate().map(Inner::Rsa).map(Self::from)
    }

    /// Makes a new SM2 key.
    ///
    /// # Errors
    /// [`KeyError::System`] where the system has no randomness to give.
    #[cfg(feature = "sm")]
    pub fn generate_sm2() -> Result<Self, KeyError> {
        Sm2PrivateKey::generate().map(Inner::Sm2).map(Self::from)
    }

    /// Reads `apiclient_key.pem`: PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`), unencrypted. With the feature
    /// `sm` PKCS#8 may hold an SM2 key.
    ///
    /// # Errors
    /// A [`KeyError`] that says which mistake it was: encrypted, a certificate or public key instead, too small, of
    /// another kind, damaged.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = Block::find(text)?;
        if block.is_encrypted() {
            return Err(KeyError::Encrypted);
        }
        match block.kind {
            PemKind::PrivateKey => Self::from_pkcs8_der(&block.decode()?),
            PemKind::RsaPrivateKey => RsaPrivateKey::from_pkcs1_der(&block.decode()?).map(Inner::Rsa).map(Self::from),
            PemKind::EcPrivateKey => Err(KeyError::NotRsa),
            _ => Err(block.wrong_kind(PemKind::PrivateKey).into()),
        }
    }

    /// Reads an unencrypted PKCS#8 key, such as a PKCS#12 file holds.
    ///
    /// # Errors
    /// A [`KeyError`]: too small, of another kind, damaged.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        #[cfg(feature = "sm")]
        if let Some(key) = Sm2PrivateKey::from_pkcs8_der(der) {
            return key.map(Inner::Sm2).map(Self::from);
        }
        RsaPrivateKey::from_pkcs8_der(der).map(Inner::Rsa).map(Self::from)
    }

    /// Which algorithms it signs and encrypts with.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match &*self.inner {
            Inner::Rsa(_) => Algorithm::Rsa,
            #[cfg(feature = "sm")]
            Inner::Sm2(_) => Algorithm::Sm2,
        }
    }

    /// The key as PKCS#8 PEM. The text is wiped when dropped.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> Zeroizing<String> {
        let encode = |der: &[u8]| Zeroizing::new(pem::encode("PRIVATE KEY", der));
        match &*self.inner {
            Inner::Rsa(key) => encode(key.to_pkcs8().as_ref()),
            #[cfg(feature = "sm")]
            Inner::Sm2(key) => encode(&key.to_pkcs8()),
        }
    }

    /// Signs, and answers in base64: what `signature="…"` and `Wechatpay-Signature` hold. RSA PKCS#1 v1.5 with SHA-256;
    /// SM2 with SM3, as ASN.1.
    ///
    /// # Panics
    /// Only where the system has no memory left: the key itself was checked when it was made.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> String {
        match &*self.inner {
            Inner::Rsa(key) => STANDARD.encode(key.sign_into(message, &mut [0; MAX_MODULUS_BYTES])),
            #[cfg(feature = "sm")]
            Inner::Sm2(key) => STANDARD.encode(key.sign(message)),
        }
    }

    /// The raw signature of an RSA key.
    #[cfg(feature = "issue")]
    pub(crate) fn sign_rsa(&self, message: &[u8]) -> Option<Vec<u8>> {
        match &*self.inner {
            Inner::Rsa(key) => Some(key.sign_into(message, &mut [0; MAX_MODULUS_BYTES]).to_vec()),
            #[cfg(feature = "sm")]
            Inner::Sm2(_) => None,
        }
    }

    /// What signs with an SM2 key.
    #[cfg(feature = "sm-issue")]
    pub(crate) fn sm2_signer(&self) -> Option<sm2::dsa::SigningKey> {
        match &*self.inner {
            Inner::Rsa(_) => None,
            Inner::Sm2(key) => Some(key.signer()),
        }
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        match &*self.inner {
            Inner::Rsa(key) => key.public_key().into(),
            #[cfg(feature = "sm")]
            Inner::Sm2(key) => key.public_key().into(),
        }
    }

    /// The key's size in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.public_key().bits()
    }

    /// Decrypts a sensitive field in base64: RSA-OAEP with SHA-1 and MGF1-SHA-1, or SM2's C1C3C2 as ASN.1.
    ///
    /// # Errors
    /// [`CipherError`]: not base64, wrong length, or not for this key.
    pub fn decrypt(&self, ciphertext_base64: &str) -> Result<Vec<u8>, CipherError> {
        let ciphertext = STANDARD.decode(ciphertext_base64).map_err(|source| CipherError::Base64 { source })?;
        match &*self.inner {
            Inner::Rsa(key) => key.decrypt(&ciphertext),
            #[cfg(feature = "sm")]
            Inner::Sm2(key) => key.decrypt(&ciphertext),
        }
    }
}

impl From<Inner> for PrivateKey {
    fn from(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({}, {} bits)", self.algorithm(), self.bits())
    }
}
