//! Certificates of our own making: they read back, chain, and survive being stored.
#![cfg(feature = "issue")]

mod common;

use base64::Engine as _;
use common::KEY;
use payscore_wire::issue::serial_from;
use payscore_wire::{Certificate, IssueError, Issuer, PrivateKey, Subject, Validity};
use proptest::prelude::*;
use x509_parser::prelude::{FromDer as _, X509Certificate};

const NOW: i64 = 1_700_000_000;
const VALIDITY: Validity = Validity { not_before: NOW, not_after: NOW + 5 * 365 * 86_400 };
const SERIAL: [u8; 20] = [
    0x1D, 0xF0, 0x9F, 0xC4, 0xF3, 0xA9, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6, 0x07, 0x18, 0x29, 0x3A, 0x4B, 0x5C, 0x6D,
    0x7E,
];

fn issuer() -> Issuer {
    Issuer::new(KEY.clone(), "payscore test CA", VALIDITY, SERIAL).unwrap()
}

fn assert_signed_by(certificate: &Certificate, issuer: &Issuer) {
    let (_, parsed) = X509Certificate::from_der(certificate.der()).unwrap();
    let (_, authority) = X509Certificate::from_der(issuer.certificate().der()).unwrap();
    assert_eq!(parsed.issuer().to_string(), authority.subject().to_string());
    let signature = base64::engine::general_purpose::STANDARD.encode(&parsed.signature_value.data);
    assert!(issuer.key().public_key().verify(parsed.tbs_certificate.as_ref(), &signature));
}

#[test]
fn an_issued_certificate_says_what_was_asked() {
    let issuer = issuer();
    let key = PrivateKey::generate().unwrap();
    let certificate = issuer.issue(&key, "1900000109", NOW, NOW + 1, SERIAL).unwrap();
    assert_eq!(certificate.serial_no(), "1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E");
    assert_eq!(certificate.subject_common_name(), Some("1900000109"));
    assert_eq!((certificate.not_before(), certificate.not_after()), (NOW, NOW + 1));
    assert!(certificate.matches(&key));
    assert!(!certificate.matches(issuer.key()));
    assert_eq!(Certificate::from_pem(certificate.pem()).unwrap(), certificate);
    assert_signed_by(&certificate, &issuer);
}

#[test]
fn subjects_are_upstreams() {
    for (subject, expected) in [
        (Subject::merchant("1900000109", "测试商户"), "C=CN, O=测试商户, OU=微信商户系统, CN=1900000109"),
        (Subject::platform(), "C=CN, O=Tenpay.com, OU=Tenpay.com CA Center, CN=Tenpay.com sign"),
    ] {
        let certificate = issuer().issue_to(&KEY.public_key(), subject, VALIDITY, SERIAL).unwrap();
        let (_, parsed) = X509Certificate::from_der(certificate.der()).unwrap();
        assert_eq!(parsed.subject().to_string(), expected);
        assert!(!parsed.is_ca());
    }
}

#[test]
fn an_authority_is_one_and_survives_being_stored() {
    let issuer = Issuer::generate("payscore CA", VALIDITY).unwrap();
    let (_, parsed) = X509Certificate::from_der(issuer.certificate().der()).unwrap();
    assert!(parsed.is_ca());
    assert_signed_by(issuer.certificate(), &issuer);

    let key = PrivateKey::from_pem(&issuer.key().to_pkcs8_pem()).unwrap();
    let stored = Issuer::load(key, Certificate::from_pem(issuer.certificate().pem()).unwrap()).unwrap();
    let before = issuer.issue(&KEY, "1900000109", NOW, NOW + 1, SERIAL).unwrap();
    let after = stored.issue(&KEY, "1900000109", NOW, NOW + 1, SERIAL).unwrap();
    assert_eq!(before, after);

    let foreign = Issuer::load(KEY.clone(), issuer.certificate().clone()).unwrap_err();
    assert!(matches!(foreign, IssueError::KeyMismatch));
}

#[test]
fn what_cannot_be_written_is_named() {
    let error = issuer().issue(&KEY, "1900000109", NOW, i64::MAX, SERIAL).unwrap_err();
    assert!(matches!(error, IssueError::Time { unix: i64::MAX, .. }));
}

#[test]
fn debug_shows_no_key() {
    let pkcs8 = format!("{:?}", issuer());
    assert!(pkcs8.contains("payscore test CA") && !pkcs8.contains("PrivateKey"), "{pkcs8}");
}

proptest! {
    #[test]
    fn serials_print_as_upstreams(random in any::<[u8; 20]>()) {
        let serial = serial_from(random);
        prop_assert!((0x10..=0x7F).contains(&serial[0]));
        prop_assert_eq!(&serial[1..], &random[1..]);
    }
}
