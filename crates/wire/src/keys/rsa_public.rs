//! RSA: the public half.

use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{self, OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};

use super::{CipherError, KeyError, MAX_MODULUS_BYTES};

/// Verifies signatures, and encrypts. Cloning copies a pointer.
#[derive(Clone)]
pub(super) struct RsaPublicKey {
    inner: Arc<Inner>,
}

struct Inner {
    verifying: ParsedPublicKey,
    encrypting: OaepPublicEncryptingKey,
    spki: Box<[u8]>,
}

impl RsaPublicKey {
    pub(super) fn from_spki_der(der: &[u8]) -> Result<Self, KeyError> {
        let encrypting = PublicEncryptingKey::from_der(der)?;
        // Written again rather than copied, so that equal keys have equal bytes.
        let spki: Box<[u8]> = encrypting.as_der().map_err(|source| KeyError::System { source })?.as_ref().into();
        let verifying = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &spki)?;
        let encrypting = OaepPublicEncryptingKey::new(encrypting).map_err(|source| KeyError::System { source })?;
        Ok(Self { inner: Arc::new(Inner { verifying, encrypting, spki }) })
    }

    pub(super) fn from_pkcs1_der(der: &[u8]) -> Result<Self, KeyError> {
        let spki = rsa::PublicKey::from_der(der)?.as_der().map_err(|source| KeyError::System { source })?;
        Self::from_spki_der(spki.as_ref())
    }

    pub(super) fn as_spki_der(&self) -> &[u8] {
        &self.inner.spki
    }

    pub(super) fn bits(&self) -> usize {
        self.inner.encrypting.key_size_bits()
    }

    /// RSA PKCS#1 v1.5 with SHA-256. Allocates nothing.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.inner.verifying.verify_sig(message, signature).is_ok()
    }

    /// RSA-OAEP with SHA-1 and MGF1-SHA-1.
    pub(super) fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, CipherError> {
        let key = &self.inner.encrypting;
        let max = key.max_plaintext_size(&OAEP_SHA1_MGF1SHA1);
        if plaintext.len() > max {
            return Err(CipherError::PlaintextTooLong { got: plaintext.len(), max });
        }
        let mut buffer = [0; MAX_MODULUS_BYTES];
        let ciphertext = key
            .encrypt(&OAEP_SHA1_MGF1SHA1, plaintext, &mut buffer, None)
            .map_err(|source| CipherError::System { source })?;
        Ok(ciphertext.to_vec())
    }
}
