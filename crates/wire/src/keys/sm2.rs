//! SM2, by RustCrypto: signatures with SM3 (GB/T 32918.2), encryption as C1C3C2 (GB/T 32918.4).

use std::sync::Arc;

use getrandom::SysRng;
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::elliptic_curve::Generate as _;
use sm2::pkcs8::der::Decode as _;
use sm2::pkcs8::spki::SubjectPublicKeyInfoRef;
use sm2::pkcs8::{
    AssociatedOid as _, DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
    PrivateKeyInfoRef,
};
use sm2::pke::{DecryptingKey, EncryptingKey};
use sm2::{SecretKey, Sm2};
use zeroize::Zeroizing;

use super::{CipherError, KeyError};

/// Who signs, in SM2's own terms: the standard's default, which WeChat Pay takes for everyone.
const SIGNER_ID: &str = "1234567812345678";

/// Signs, and decrypts what was encrypted for its public key.
pub(super) struct Sm2PrivateKey {
    /// Wiped when dropped. What signs and decrypts is made of it anew each time: those types wipe nothing.
    secret: SecretKey,
    public: Sm2PublicKey,
}

impl Sm2PrivateKey {
    pub(super) fn generate() -> Result<Self, KeyError> {
        let secret = SecretKey::try_generate_from_rng(&mut SysRng)
            .map_err(|_| KeyError::System { source: aws_lc_rs::error::Unspecified })?;
        Self::new(secret)
    }

    /// `None` where it is no SM2 key at all.
    pub(super) fn from_pkcs8_der(der: &[u8]) -> Option<Result<Self, KeyError>> {
        let info = PrivateKeyInfoRef::from_der(der).ok()?;
        (info.algorithm.parameters_oid() == Ok(Sm2::OID))
            .then(|| SecretKey::from_pkcs8_der(der).map_err(|source| damaged(&source)).and_then(Self::new))
    }

    fn new(secret: SecretKey) -> Result<Self, KeyError> {
        let public = Sm2PublicKey::new(secret.public_key())?;
        Ok(Self { secret, public })
    }

    pub(super) fn to_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        self.secret.to_pkcs8_der().expect("a parsed SM2 key can be written again").to_bytes()
    }

    pub(super) fn signer(&self) -> SigningKey {
        SigningKey::new(SIGNER_ID, &self.secret).expect("the default id is short enough")
    }

    /// As ASN.1.
    pub(super) fn sign(&self, message: &[u8]) -> Box<[u8]> {
        let signature: Signature = self.signer().sign(message);
        signature.to_der().to_bytes()
    }

    pub(super) fn public_key(&self) -> Sm2PublicKey {
        self.public.clone()
    }

    pub(super) fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>, CipherError> {
        DecryptingKey::new(self.secret.clone()).decrypt_der(ciphertext).map_err(|_| CipherError::Undecryptable)
    }
}

/// Verifies signatures, and encrypts. Cloning copies a pointer.
#[derive(Clone)]
pub(super) struct Sm2PublicKey {
    inner: Arc<Inner>,
}

struct Inner {
    key: sm2::PublicKey,
    verifying: VerifyingKey,
    spki: Box<[u8]>,
}

impl Sm2PublicKey {
    /// `None` where it is no SM2 key at all.
    pub(super) fn from_spki_der(der: &[u8]) -> Option<Result<Self, KeyError>> {
        let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
        (info.algorithm.parameters_oid() == Ok(Sm2::OID))
            .then(|| sm2::PublicKey::from_public_key_der(der).map_err(|source| damaged(&source)).and_then(Self::new))
    }

    fn new(key: sm2::PublicKey) -> Result<Self, KeyError> {
        let verifying = VerifyingKey::new(SIGNER_ID, key).map_err(|source| damaged(&source))?;
        let spki = key.to_public_key_der().map_err(|source| damaged(&source))?.as_bytes().into();
        Ok(Self { inner: Arc::new(Inner { key, verifying, spki }) })
    }

    pub(super) fn as_spki_der(&self) -> &[u8] {
        &self.inner.spki
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_der(signature).is_ok_and(|signature| self.inner.verifying.verify(message, &signature).is_ok())
    }

    pub(super) fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, CipherError> {
        if plaintext.is_empty() {
            return Err(CipherError::EmptyPlaintext);
        }
        EncryptingKey::new(self.inner.key)
            .encrypt_der(&mut SysRng, plaintext)
            .map_err(|_| CipherError::System { source: aws_lc_rs::error::Unspecified })
    }
}

fn damaged(source: &dyn std::error::Error) -> KeyError {
    KeyError::DamagedSm2 { reason: source.to_string() }
}
