//! Certificates: what OpenSSL wrote is read, and the wrong file is named.

mod common;

use common::{KEY, fixture};
use payscore_wire::{Certificate, CertificateError, KeyError, PemError, PemKind, PrivateKey, rfc3339};

#[test]
fn a_certificate_is_read() {
    let pem = fixture("certificate.pem");
    let certificate = Certificate::from_pem(&pem).unwrap();
    assert_eq!(certificate.serial_no(), "1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E");
    assert_eq!(certificate.pem(), pem);
    assert_eq!(certificate.subject_common_name(), Some("Tenpay.com sign"));
    assert_eq!(Some(certificate.not_before()), rfc3339::parse("2026-11-21T05:12:32Z"));
    assert_eq!(Some(certificate.not_after()), rfc3339::parse("2126-10-28T05:12:32Z"));
    assert_eq!(*certificate.public_key(), KEY.public_key());
    assert_eq!(Certificate::from_der(certificate.der()).unwrap(), certificate);
}

#[test]
fn validity_includes_both_ends() {
    let certificate = Certificate::from_pem(&fixture("certificate.pem")).unwrap();
    let (first, last) = (certificate.not_before(), certificate.not_after());
    for (unix, valid) in [(first - 1, false), (first, true), (last, true), (last + 1, false)] {
        assert_eq!(certificate.is_valid_at(unix), valid, "{unix}");
    }
}

#[test]
fn a_certificate_matches_its_key_only() {
    let certificate = Certificate::from_pem(&fixture("certificate.pem")).unwrap();
    assert!(certificate.matches(&KEY));
    assert!(!certificate.matches(&PrivateKey::generate().unwrap()));
}

#[test]
fn of_a_chain_the_first_is_read() {
    let chain = fixture("certificate.pem") + &fixture("ec_certificate.pem");
    assert_eq!(Certificate::from_pem(&chain).unwrap().pem(), fixture("certificate.pem"));
}

#[test]
fn a_certificate_says_what_it_was_given_instead() {
    for (name, kind) in [
        ("rsa_pkcs8.pem", PemKind::PrivateKey),
        ("rsa_public.pem", PemKind::PublicKey),
        ("request.pem", PemKind::CertificateRequest),
    ] {
        let error = Certificate::from_pem(&fixture(name)).unwrap_err();
        assert!(matches!(error, CertificateError::Pem(PemError::WrongKind { found, .. }) if found == kind), "{error}");
    }
    assert!(matches!(Certificate::from_pem("hello"), Err(CertificateError::Pem(PemError::NoBegin))));
}

#[test]
fn unusable_keys_and_damaged_bytes_are_named() {
    let key_error = |name: &str| match Certificate::from_pem(&fixture(name)).unwrap_err() {
        CertificateError::Key { source } => source,
        other => panic!("not about the key: {other}"),
    };
    assert!(matches!(key_error("ec_certificate.pem"), KeyError::NotRsa));
    assert!(matches!(key_error("small_certificate.pem"), KeyError::TooSmall));

    let der = Certificate::from_pem(&fixture("certificate.pem")).unwrap().der().to_vec();
    assert!(matches!(Certificate::from_der(&der[..100]), Err(CertificateError::Malformed { .. })));
    let longer = [der.as_slice(), &[0; 3]].concat();
    assert!(matches!(Certificate::from_der(&longer), Err(CertificateError::TrailingBytes { extra: 3 })));
}
