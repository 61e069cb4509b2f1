//! What a signature that does not match was made of: which key, which hash, and the hash of which message.
//!
//! Verifying a signature says yes or no. But an RSA PKCS#1 v1.5 signature also *gives back* what was signed: the hash
//! of the message, labelled with the hash's name, inside a padding that comes out right under the right key only. One
//! operation with each known key thus tells whose key it was; and whether some other message was meant is a matter of
//! hashing it. Nothing here decides whether a request is let in: [`PublicKey::verify`] does.

use crate::keys::PublicKey;
use aws_lc_rs::{digest, signature};
use num_bigint::BigUint;
use x509_parser::prelude::FromDer as _;
use x509_parser::x509::SubjectPublicKeyInfo;

/// A hash that signatures are made with, rightly or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hash {
    /// What the scheme wants.
    Sha256,
    /// Of APIv2's time.
    Sha1,
    /// 384 bits of SHA-2.
    Sha384,
    /// 512 bits of SHA-2.
    Sha512,
    /// Older still.
    Md5,
    /// The hash was padded without saying which one it is; by its length it is SHA-256.
    Unlabelled,
}

/// What stands before the hash in a signature, in DER (RFC 8017, 9.2, note 1).
const LABELS: [(Hash, &[u8]); 5] = [
    (Hash::Sha256, &[0x30, 0x31, 0x30, 0x0d, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20]),
    (Hash::Sha1, &[0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x14]),
    (Hash::Sha384, &[0x30, 0x41, 0x30, 0x0d, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2, 5, 0, 4, 0x30]),
    (Hash::Sha512, &[0x30, 0x51, 0x30, 0x0d, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3, 5, 0, 4, 0x40]),
    (Hash::Md5, &[0x30, 0x20, 0x30, 0x0c, 6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5, 5, 0, 4, 0x10]),
];

impl Hash {
    /// Its usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha1 => "SHA-1",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Md5 => "MD5",
            Self::Unlabelled => "SHA-256 without its label (DigestInfo)",
        }
    }

    /// The hash of these bytes; `None` for MD5, which is not at hand.
    #[must_use]
    pub fn of(self, bytes: &[u8]) -> Option<Vec<u8>> {
        let algorithm = match self {
            Self::Sha256 | Self::Unlabelled => &digest::SHA256,
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
            Self::Md5 => return None,
        };
        Some(digest::digest(algorithm, bytes).as_ref().to_vec())
    }
}

/// What a signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Hashed with this.
    pub hash: Hash,
    /// The hash of what was signed.
    pub digest: Vec<u8>,
}

impl Signed {
    /// Whether this is what was signed.
    #[must_use]
    pub fn is_of(&self, message: &[u8]) -> bool {
        self.hash.of(message).is_some_and(|digest| digest == self.digest)
    }
}

/// What the signature, in raw bytes, holds under this key; `None` if it was not made with this key's other half.
#[must_use]
pub fn open(key: &PublicKey, signature: &[u8]) -> Option<Signed> {
    let (_, spki) = SubjectPublicKeyInfo::from_der(key.as_spki_der()).ok()?;
    let x509_parser::public_key::PublicKey::RSA(rsa) = spki.parsed().ok()? else { return None };
    let modulus = BigUint::from_bytes_be(rsa.modulus);
    if signature.len() != key.bits().div_ceil(8) {
        return None;
    }
    let padded = BigUint::from_bytes_be(signature).modpow(&BigUint::from_bytes_be(rsa.exponent), &modulus);
    // 00 01 ff … ff 00, then what was padded. As a number it has lost its first zero.
    let padded = padded.to_bytes_be();
    if padded.len() + 1 != signature.len() {
        return None;
    }
    let filler = padded.strip_prefix(&[1])?;
    let end = filler.iter().position(|byte| *byte != 0xff)?;
    let content = filler[end..].strip_prefix(&[0])?;
    // RFC 8017 wants eight at least: what looks right by accident has fewer.
    (end >= 8).then(|| label(content)).flatten()
}

fn label(content: &[u8]) -> Option<Signed> {
    let labelled = LABELS.iter().find_map(|(hash, label)| Some((*hash, content.strip_prefix(*label)?)));
    let (hash, digest) = labelled.or_else(|| (content.len() == 32).then_some((Hash::Unlabelled, content)))?;
    Some(Signed { hash, digest: digest.to_vec() })
}

/// Whether the raw signature is this key's RSA-PSS signature of the message: the newer padding, which the scheme does
/// not use.
#[must_use]
pub fn is_pss(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let key = signature::UnparsedPublicKey::new(&signature::RSA_PSS_2048_8192_SHA256, key.as_spki_der());
    key.verify(message, signature).is_ok()
}
