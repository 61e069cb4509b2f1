//! RSA: the private half.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize, OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use zeroize::Zeroize as _;

use super::rsa_public::RsaPublicKey;
use super::{CipherError, KeyError, MAX_MODULUS_BYTES};

/// Signs, and decrypts what was encrypted for its public key.
pub(super) struct RsaPrivateKey {
    signing: KeyPair,
    decrypting: OaepPrivateDecryptingKey,
    public: RsaPublicKey,
}

impl RsaPrivateKey {
    /// 2048 bits, the size upstream issues.
    pub(super) fn generate() -> Result<Self, KeyError> {
        let signing = KeyPair::generate(KeySize::Rsa2048).map_err(|source| KeyError::System { source })?;
        Self::from_key_pair(signing)
    }

    pub(super) fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_key_pair(KeyPair::from_pkcs8(der)?)
    }

    pub(super) fn from_pkcs1_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_key_pair(KeyPair::from_der(der)?)
    }

    fn from_key_pair(signing: KeyPair) -> Result<Self, KeyError> {
        // aws-lc has no way from a signing key to a decrypting one but through PKCS#8.
        let pkcs8 = to_pkcs8(&signing);
        let decrypting = OaepPrivateDecryptingKey::new(PrivateDecryptingKey::from_pkcs8(pkcs8.as_ref())?)
            .map_err(|source| KeyError::System { source })?;
        let public = RsaPublicKey::from_pkcs1_der(signing.public_key().as_ref())?;
        Ok(Self { signing, decrypting, public })
    }

    /// PKCS#8 DER, wiped when dropped.
    pub(super) fn to_pkcs8(&self) -> Pkcs8V1Der<'static> {
        to_pkcs8(&self.signing)
    }

    /// The raw signature, in a buffer on the caller's stack.
    pub(super) fn sign_into<'a>(&self, message: &[u8], buffer: &'a mut [u8; MAX_MODULUS_BYTES]) -> &'a [u8] {
        let signature = &mut buffer[..self.signing.public_modulus_len()];
        self.signing
            // PKCS#1 v1.5 is deterministic: aws-lc ignores the generator that the interface asks for.
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, signature)
            .expect("a checked RSA key of 2048 to 8192 bits signs any message");
        signature
    }

    pub(super) fn public_key(&self) -> RsaPublicKey {
        self.public.clone()
    }

    /// RSA-OAEP with SHA-1 and MGF1-SHA-1.
    pub(super) fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>, CipherError> {
        let key = &self.decrypting;
        if ciphertext.len() != key.key_size_bytes() {
            return Err(CipherError::CiphertextLength { got: ciphertext.len(), expected: key.key_size_bytes() });
        }
        let mut plaintext = vec![0; key.min_output_size()];
        match key.decrypt(&OAEP_SHA1_MGF1SHA1, ciphertext, &mut plaintext, None) {
            Ok(opened) => {
                let length = opened.len();
                plaintext.truncate(length);
                Ok(plaintext)
            }
            Err(_) => {
                plaintext.zeroize();
                Err(CipherError::Undecryptable)
            }
        }
    }
}

/// aws-lc wipes the returned buffer when it is dropped.
fn to_pkcs8(key: &KeyPair) -> Pkcs8V1Der<'static> {
    key.as_der().expect("a parsed RSA key can be written again")
}
