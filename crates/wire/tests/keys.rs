//! Keys: interoperability with OpenSSL, tampering, and the wrong file given.

mod common;

use common::{KEY, fixture};
use payscore_wire::{Certificate, CipherError, KeyError, PemError, PemKind, PrivateKey, PublicKey, message};
use proptest::prelude::*;

const OAEP_PLAINTEXT: &str = "13800138000 张三";

fn signed_message() -> Vec<u8> {
    let target = "/v3/payscore/serviceorder?service_id=500001&out_order_no=A%7C1";
    message::request("GET", target, 1_554_208_460, "593BEC0C930BF1AFEB40B4A08C8FB242", b"")
}

#[test]
fn signatures_are_openssl_s() {
    let signature = fixture("signature.base64");
    assert_eq!(KEY.sign(&signed_message()), signature);
    assert!(KEY.public_key().verify(&signed_message(), &signature));
}

#[test]
fn any_altered_byte_breaks_the_signature() {
    let public = KEY.public_key();
    let signature = fixture("signature.base64");
    for index in 0..signed_message().len() {
        let mut altered = signed_message();
        altered[index] ^= 1;
        assert!(!public.verify(&altered, &signature), "byte {index}");
    }
    let other = PrivateKey::generate().unwrap();
    assert!(!other.public_key().verify(&signed_message(), &signature));
}

#[test]
fn what_is_no_signature_does_not_verify() {
    let public = KEY.public_key();
    let signature = fixture("signature.base64");
    let unpadded = signature.trim_end_matches('=');
    for text in
        ["", "=", "不是", unpadded, &signature[4..], &format!("{signature}\n"), &"A".repeat(1368), &"A".repeat(9000)]
    {
        assert!(!public.verify(&signed_message(), text), "{text}");
    }
}

#[test]
fn oaep_opens_what_openssl_encrypted() {
    let opened = KEY.decrypt(&fixture("oaep.base64")).unwrap();
    assert_eq!(opened, OAEP_PLAINTEXT.as_bytes());
}

#[test]
fn oaep_round_trips_up_to_its_limit() {
    let public = KEY.public_key();
    for length in [0, 1, 214] {
        let plaintext = vec![b'x'; length];
        let encrypted = public.encrypt(&plaintext).unwrap();
        assert_ne!(encrypted, public.encrypt(&plaintext).unwrap(), "OAEP is randomised");
        assert_eq!(KEY.decrypt(&encrypted).unwrap(), plaintext);
    }
    let error = public.encrypt(&[b'x'; 215]).unwrap_err();
    assert!(matches!(error, CipherError::PlaintextTooLong { got: 215, max: 214 }));
}

#[test]
fn oaep_names_what_is_wrong() {
    assert!(matches!(KEY.decrypt("13800138000"), Err(CipherError::Base64 { .. })));
    let error = KEY.decrypt("MTM4MDAxMzgwMDA=").unwrap_err();
    assert!(matches!(error, CipherError::CiphertextLength { got: 11, expected: 256 }));
    let for_another = PrivateKey::generate().unwrap().public_key().encrypt(b"x").unwrap();
    assert!(matches!(KEY.decrypt(&for_another), Err(CipherError::Undecryptable)));
}

#[test]
fn both_private_encodings_are_the_same_key() {
    let pkcs1 = PrivateKey::from_pem(&fixture("rsa_pkcs1.pem")).unwrap();
    assert_eq!(pkcs1.public_key(), KEY.public_key());
    assert_eq!(*pkcs1.to_pkcs8_pem(), fixture("rsa_pkcs8.pem"));
    assert_eq!(pkcs1.decrypt(&fixture("oaep.base64")).unwrap(), OAEP_PLAINTEXT.as_bytes());
    assert_eq!(pkcs1.bits(), 2048);
}

#[test]
fn both_public_encodings_are_the_same_key() {
    let spki = PublicKey::from_pem(&fixture("rsa_public.pem")).unwrap();
    let pkcs1 = PublicKey::from_pem(&fixture("rsa_public_pkcs1.pem")).unwrap();
    assert_eq!(spki, pkcs1);
    assert_eq!(spki, KEY.public_key());
    assert_eq!(spki.to_pem(), fixture("rsa_public.pem"));
    let certificate = Certificate::from_pem(&fixture("certificate.pem")).unwrap();
    assert_eq!(PublicKey::from_certificate(&certificate), spki);
}

#[test]
fn a_generated_key_survives_being_stored() {
    let key = PrivateKey::generate().unwrap();
    let stored = PrivateKey::from_pem(&key.to_pkcs8_pem()).unwrap();
    assert_eq!(stored.sign(b"message"), key.sign(b"message"));
    assert_ne!(key.public_key(), KEY.public_key());
}

#[test]
fn text_around_the_block_and_foreign_line_breaks_are_fine() {
    let pem = fixture("rsa_pkcs8.pem").replace('\n', "\r\n");
    let with_attributes = format!("\u{feff}Bag Attributes\r\n    friendlyName: Tenpay\r\n{pem}\r\n\r\n");
    assert_eq!(PrivateKey::from_pem(&with_attributes).unwrap().public_key(), KEY.public_key());
}

#[test]
fn a_private_key_says_what_it_was_given_instead() {
    for (name, found, words) in [
        ("certificate.pem", PemKind::Certificate, "a certificate (such as apiclient_cert.pem)"),
        ("rsa_public.pem", PemKind::PublicKey, "a public key"),
        ("request.pem", PemKind::CertificateRequest, "a certificate request"),
    ] {
        let error = PrivateKey::from_pem(&fixture(name)).unwrap_err();
        assert_eq!(error.to_string(), format!("expected a private key (apiclient_key.pem), but this is {words}"));
        assert!(matches!(error, KeyError::Pem(PemError::WrongKind { found: actual, .. }) if actual == found));
    }
}

#[test]
fn a_public_key_says_what_it_was_given_instead() {
    for (name, found) in [("certificate.pem", PemKind::Certificate), ("rsa_pkcs8.pem", PemKind::PrivateKey)] {
        let error = PublicKey::from_pem(&fixture(name)).unwrap_err();
        assert!(matches!(error, KeyError::Pem(PemError::WrongKind { found: actual, .. }) if actual == found));
    }
}

#[test]
fn encrypted_small_and_foreign_keys_are_named() {
    for name in ["encrypted_pkcs8.pem", "encrypted_pkcs1.pem"] {
        assert!(matches!(PrivateKey::from_pem(&fixture(name)), Err(KeyError::Encrypted)), "{name}");
    }
    assert!(matches!(PrivateKey::from_pem(&fixture("small.pem")), Err(KeyError::TooSmall)));
    assert!(matches!(PublicKey::from_pem(&fixture("small_public.pem")), Err(KeyError::TooSmall)));
    for name in ["ec_pkcs8.pem", "ec_sec1.pem"] {
        assert!(matches!(PrivateKey::from_pem(&fixture(name)), Err(KeyError::NotRsa)), "{name}");
    }
    assert!(matches!(PublicKey::from_pem(&fixture("ec_public.pem")), Err(KeyError::NotRsa)));
}

#[test]
fn broken_pem_is_named() {
    let pem = fixture("rsa_pkcs8.pem");
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let pem_error = |text: &str| match PrivateKey::from_pem(text).unwrap_err() {
        KeyError::Pem(error) => error,
        other => panic!("not about PEM: {other}"),
    };
    assert!(matches!(pem_error(" \n"), PemError::Empty));
    assert!(matches!(pem_error(&body), PemError::NoBegin));
    assert!(matches!(pem_error(&pem[..pem.len() / 2]), PemError::NoEnd));
    assert!(matches!(pem_error(&pem.replace("END PRIVATE", "END PUBLIC")), PemError::NoEnd));
    assert!(matches!(pem_error(&pem.replace('\n', "\\n")), PemError::EscapedNewlines));
    assert!(matches!(pem_error(&pem.replace('M', "!")), PemError::Base64 { .. }));
    let garbage = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    assert!(matches!(PrivateKey::from_pem(garbage), Err(KeyError::Rejected { .. })));
    let garbage = garbage.replace("PRIVATE", "PUBLIC");
    assert!(matches!(PublicKey::from_pem(&garbage), Err(KeyError::Rejected { .. })));
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", *KEY), "PrivateKey(RSA, 2048 bits)");
    assert_eq!(format!("{:?}", KEY.public_key()), "PublicKey(RSA, 2048 bits)");
}

#[test]
fn keys_are_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<PrivateKey>();
    shared::<PublicKey>();
    shared::<Certificate>();
    shared::<payscore_wire::ApiV3Key>();
}

/// Every label that is decoded, as a regular expression.
const LABEL: &str = "(PRIVATE KEY|RSA PRIVATE KEY|PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)";

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*", label in LABEL, body in "[A-Za-z0-9+/=\n]{0,200}") {
        let block = format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
        for text in [text, block] {
            let _ = PrivateKey::from_pem(&text);
            let _ = PublicKey::from_pem(&text);
            let _ = Certificate::from_pem(&text);
            prop_assert!(!KEY.public_key().verify(b"", &text));
            prop_assert!(KEY.decrypt(&text).is_err());
        }
    }
}
