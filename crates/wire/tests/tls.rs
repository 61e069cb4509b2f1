//! The local authority and its server certificates: they say what was asked, chain, and survive being stored.
#![cfg(feature = "issue")]

use payscore_wire::tls::Reach;
use payscore_wire::{CertificateError, IssueError, TlsAuthority, TlsCertificate, Validity};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

const NOW: i64 = 1_700_000_000;
const VALIDITY: Validity = Validity { not_before: NOW, not_after: NOW + 86_400 };
const SERIAL: [u8; 20] = [0x21; 20];
const REACH: Reach<'_> = Reach { domains: &["mch.weixin.qq.com", "localhost"], addresses: &[[127, 0, 0, 1]] };

fn authority() -> TlsAuthority {
    TlsAuthority::generate("payscore local CA", REACH, VALIDITY).unwrap()
}

#[test]
fn a_server_certificate_names_its_hosts_and_is_no_authority() {
    let hosts = ["api.mch.weixin.qq.com", "localhost", "127.0.0.1"];
    let authority = authority();
    let (certificate, key) = authority.issue(&hosts, VALIDITY, SERIAL).unwrap();
    assert!(key.starts_with("-----BEGIN PRIVATE KEY-----"));
    assert_eq!((certificate.names(), certificate.validity()), (hosts.map(str::to_owned).as_slice(), VALIDITY));
    assert!(certificate.is_issued_by(authority.certificate()));
    let (_, parsed) = X509Certificate::from_der(certificate.der()).unwrap();
    assert!(!parsed.basic_constraints().unwrap().expect("said aloud").value.ca);
    assert!(parsed.extended_key_usage().unwrap().unwrap().value.server_auth);
    assert_eq!(parsed.raw_serial(), SERIAL);
}

#[test]
fn the_authority_reaches_no_other_name() {
    let authority = authority();
    let (_, parsed) = X509Certificate::from_der(authority.certificate().der()).unwrap();
    let basic = parsed.basic_constraints().unwrap().unwrap().value;
    assert_eq!((basic.ca, basic.path_len_constraint), (true, Some(0)));
    let constraints = parsed.name_constraints().unwrap().expect("they are there");
    assert!(constraints.critical);
    let permitted: Vec<_> =
        constraints.value.permitted_subtrees.iter().flatten().map(|tree| tree.base.clone()).collect();
    assert_eq!(
        permitted,
        [
            GeneralName::DNSName("mch.weixin.qq.com"),
            GeneralName::DNSName("localhost"),
            GeneralName::IPAddress(&[127, 0, 0, 1, 255, 255, 255, 255])
        ]
    );
}

#[test]
fn an_authority_survives_being_stored() {
    let made = authority();
    let certificate = TlsCertificate::from_pem(made.certificate().pem()).unwrap();
    assert_eq!(certificate, *made.certificate());
    let stored = TlsAuthority::load(certificate.clone(), &made.key_pem()).unwrap();
    let (issued, _) = stored.issue(&["localhost"], VALIDITY, SERIAL).unwrap();
    assert!(issued.is_issued_by(made.certificate()));

    let other = authority();
    assert!(!issued.is_issued_by(other.certificate()), "same name, another key");
    let mixed = TlsAuthority::load(certificate.clone(), &other.key_pem()).unwrap_err();
    assert!(matches!(mixed, IssueError::KeyMismatch), "{mixed}");
    assert!(TlsAuthority::load(certificate, "no key").is_err());
    let key = TlsCertificate::from_pem(&made.key_pem()).unwrap_err();
    assert!(matches!(key, CertificateError::Pem(_)), "{key}");
}

#[test]
fn debug_shows_no_key() {
    let shown = format!("{:?}", authority());
    assert!(!shown.contains("KeyPair") && shown.contains("TlsAuthority"), "{shown}");
}
