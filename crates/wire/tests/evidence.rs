//! What signatures hold.
#![cfg(feature = "evidence")]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use payscore_wire::evidence::{self, Hash};
use payscore_wire::{ApiV3Key, PrivateKey, PublicKey};

fn key() -> PrivateKey {
    PrivateKey::generate().expect("a key")
}

fn signature(key: &PrivateKey, message: &[u8]) -> Vec<u8> {
    STANDARD.decode(key.sign(message)).expect("base64")
}

#[test]
fn a_signature_opens_under_its_own_key_only() {
    let (mine, other) = (key(), key());
    let signature = signature(&mine, b"GET\n/v3/certificates\n");
    let signed = evidence::open(&mine.public_key(), &signature).expect("what was signed");
    assert_eq!(signed.hash, Hash::Sha256);
    assert!(signed.is_of(b"GET\n/v3/certificates\n"));
    assert!(!signed.is_of(b"GET\n/v3/certificates"));
    assert_eq!(evidence::open(&other.public_key(), &signature), None);
}

#[test]
fn what_is_no_signature_opens_under_no_key() {
    let key = key();
    let mut altered = signature(&key, b"message");
    altered[200] ^= 1;
    let public: PublicKey = key.public_key();
    for bytes in [&[][..], &[0; 255], &[0; 256], &[0xff; 256], &[1; 257], &altered] {
        assert_eq!(evidence::open(&public, bytes), None, "{} bytes", bytes.len());
    }
}

#[test]
fn other_hashes_are_told_by_their_label() {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
    let key = key();
    let pem = key.to_pkcs8_pem();
    let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let pair = RsaKeyPair::from_pkcs8(&STANDARD.decode(der).expect("base64")).expect("a key");
    let sign = |encoding: &'static dyn RsaEncoding| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(encoding, &SystemRandom::new(), b"message", &mut signature).expect("a signature");
        signature
    };
    for (encoding, hash) in [(&RSA_PKCS1_SHA384, Hash::Sha384), (&RSA_PKCS1_SHA512, Hash::Sha512)] {
        let signed = evidence::open(&key.public_key(), &sign(encoding)).expect("what was signed");
        assert_eq!(signed.hash, hash);
        assert!(signed.is_of(b"message") && !signed.is_of(b"Message"));
    }
    let pss = sign(&RSA_PSS_SHA256);
    assert_eq!(evidence::open(&key.public_key(), &pss), None);
    assert!(evidence::is_pss(&key.public_key(), b"message", &pss));
    assert!(!evidence::is_pss(&key.public_key(), b"other", &pss));
}

#[test]
fn an_apiv3_key_makes_hmacs() {
    let tag = ApiV3Key::new("0123456789abcdef0123456789abcdef").expect("a key").hmac_sha256(b"message");
    let hex: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "ceb822ce5aae1ff09b7cf2085037ab77b4dc84502b3c4aa6266a665f7753b09a");
}
