//! [`PrivateKey`].

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize, OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::{Zeroize as _, Zeroizing};

use super::{KeyError, MAX_MODULUS_BYTES, OaepError, PublicKey};
use crate::pem::{self, Block, PemKind};

/// An RSA private key: signs, and decrypts what was encrypted for its public key.
///
/// Cloning is cheap. `Debug` shows only the size.
#[derive(Clone)]
pub struct PrivateKey {
    inner: Arc<Inner>,
}

struct Inner {
    signing: KeyPair,
    decrypting: OaepPrivateDecryptingKey,
    public: PublicKey,
}

impl PrivateKey {
    /// Makes a new key of 2048 bits, the size upstream issues.
    ///
    /// # Errors
    /// [`KeyError::System`] where the system has no randomness or memory to give.
    pub fn generate() -> Result<Self, KeyError> {
        let signing = KeyPair::generate(KeySize::Rsa2048).map_err(|source| KeyError::System { source })?;
        Self::from_key_pair(signing)
    }

    /// Reads `apiclient_key.pem`: PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`), unencrypted.
    ///
    /// # Errors
    /// A [`KeyError`] that says which mistake it was: encrypted, a certificate or public key instead, too small, not
    /// RSA, damaged.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = Block::find(text)?;
        if block.is_encrypted() {
            return Err(KeyError::Encrypted);
        }
        let signing = match block.kind {
            PemKind::PrivateKey => KeyPair::from_pkcs8(&block.decode()?)?,
            PemKind::RsaPrivateKey => KeyPair::from_der(&block.decode()?)?,
            PemKind::EcPrivateKey => return Err(KeyError::NotRsa),
            _ => return Err(block.wrong_kind(PemKind::PrivateKey).into()),
        };
        Self::from_key_pair(signing)
    }

    /// Reads an unencrypted PKCS#8 key, such as a PKCS#12 file holds.
    ///
    /// # Errors
    /// A [`KeyError`]: too small, not RSA, damaged.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_key_pair(KeyPair::from_pkcs8(der)?)
    }

    fn from_key_pair(signing: KeyPair) -> Result<Self, KeyError> {
        // aws-lc has no way from a signing key to a decrypting one but through PKCS#8.
        let pkcs8 = to_pkcs8(&signing);
        let decrypting = OaepPrivateDecryptingKey::new(PrivateDecryptingKey::from_pkcs8(pkcs8.as_ref())?)
            .map_err(|source| KeyError::System { source })?;
        let public = PublicKey::from_pkcs1_der(signing.public_key().as_ref())?;
        Ok(Self { inner: Arc::new(Inner { signing, decrypting, public }) })
    }

    /// The key as PKCS#8 PEM. The text is wiped when dropped.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(pem::encode("PRIVATE KEY", to_pkcs8(&self.inner.signing).as_ref()))
    }

    /// Signs with RSA PKCS#1 v1.5 and SHA-256, and answers in base64: what `signature="…"` and `Wechatpay-Signature`
    /// hold.
    ///
    /// # Panics
    /// Only where the system has no memory left: the key itself was checked when it was made.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> String {
        let mut buffer = [0; MAX_MODULUS_BYTES];
        STANDARD.encode(self.sign_into(message, &mut buffer))
    }

    /// The raw signature, in a buffer on the caller's stack.
    pub(crate) fn sign_into<'a>(&self, message: &[u8], buffer: &'a mut [u8; MAX_MODULUS_BYTES]) -> &'a [u8] {
        let signature = &mut buffer[..self.inner.signing.public_modulus_len()];
        self.inner
            .signing
            // PKCS#1 v1.5 is deterministic: aws-lc ignores the generator that the interface asks for.
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, signature)
            .expect("a checked RSA key of 2048 to 8192 bits signs any message");
        signature
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.inner.public.clone()
    }

    /// The key's size in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.inner.signing.public_modulus_len() * 8
    }

    /// Decrypts a sensitive field: base64, RSA-OAEP with SHA-1 and MGF1-SHA-1.
    ///
    /// # Errors
    /// [`OaepError`]: not base64, wrong length, or not for this key.
    pub fn decrypt_oaep(&self, ciphertext_base64: &str) -> Result<Vec<u8>, OaepError> {
        let ciphertext = STANDARD.decode(ciphertext_base64).map_err(|source| OaepError::Base64 { source })?;
        let key = &self.inner.decrypting;
        if ciphertext.len() != key.key_size_bytes() {
            return Err(OaepError::CiphertextLength { got: ciphertext.len(), expected: key.key_size_bytes() });
        }
        let mut plaintext = vec![0; key.min_output_size()];
        match key.decrypt(&OAEP_SHA1_MGF1SHA1, &ciphertext, &mut plaintext, None) {
            Ok(opened) => {
                let length = opened.len();
                plaintext.truncate(length);
                Ok(plaintext)
            }
            Err(_) => {
                plaintext.zeroize();
                Err(OaepError::Undecryptable)
            }
        }
    }
}

/// aws-lc wipes the returned buffer when it is dropped.
fn to_pkcs8(key: &KeyPair) -> Pkcs8V1Der<'static> {
    key.as_der().expect("a parsed RSA key can be written again")
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey(RSA, {} bits)", self.bits())
    }
}
