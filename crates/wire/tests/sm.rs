//! SM2, SM3 and SM4: the standards' own examples, interoperability with OpenSSL, tampering.
#![cfg(feature = "sm")]

mod common;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use common::{KEY, fixture};
use payscore_wire::{
    Algorithm, ApiV3Key, Authorization, Certificate, CipherError, Envelope, KeyError, Notice, OpenError, PrivateKey,
    PublicKey, SignatureError, SignatureHeaders, message, pem, verify,
};
use proptest::prelude::*;
use std::sync::LazyLock;

static SM2: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::from_pem(&fixture("sm2_pkcs8.pem")).unwrap());

const APIV3_KEY: &str = "0123456789abcdef0123456789abcdef";
const PLAINTEXT: &str = "13800138000 张三";

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// DER: everything in these examples is shorter than 128 bytes.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, u8::try_from(content.len()).unwrap()][..], content].concat()
}

fn integer(digits: &str) -> Vec<u8> {
    let number = hex(digits);
    let sign: &[u8] = if number[0] < 0x80 { &[] } else { &[0] };
    der(2, &[sign, &number].concat())
}

/// The key pair of GB/T 32918.5-2017, appendices A and C.
mod standard {
    use super::*;

    const SECRET: &str = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
    const X: &str = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020";
    const Y: &str = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
    /// `id-ecPublicKey` on the curve of SM2.
    const ALGORITHM: &str = "301306072A8648CE3D020106082A811CCF5501822D";

    pub(super) fn public() -> PublicKey {
        let point = [&[0, 4][..], &hex(X), &hex(Y)].concat();
        let spki = der(0x30, &[hex(ALGORITHM), der(3, &point)].concat());
        PublicKey::from_pem(&pem::encode("PUBLIC KEY", &spki)).unwrap()
    }

    pub(super) fn private() -> PrivateKey {
        let key = der(0x30, &[hex("020101"), der(4, &hex(SECRET))].concat());
        let pkcs8 = der(0x30, &[hex("020100"), hex(ALGORITHM), der(4, &key)].concat());
        PrivateKey::from_pem(&pem::encode("PRIVATE KEY", &pkcs8)).unwrap()
    }
}

#[test]
fn the_standard_s_signature_fits() {
    let signature = der(
        0x30,
        &[
            integer("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"),
            integer("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"),
        ]
        .concat(),
    );
    assert_eq!(standard::private().public_key(), standard::public());
    assert!(standard::public().verify(b"message digest", &STANDARD.encode(&signature)));
    assert!(!standard::public().verify(b"message digesT", &STANDARD.encode(&signature)));
}

#[test]
fn the_standard_s_ciphertext_opens() {
    let ciphertext = der(
        0x30,
        &[
            integer("04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"),
            integer("E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"),
            der(4, &hex("59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766")),
            der(4, &hex("21886CA989CA9C7D58087307CA93092D651EFA")),
        ]
        .concat(),
    );
    assert_eq!(standard::private().decrypt(&STANDARD.encode(ciphertext)).unwrap(), b"encryption standard");
}

#[test]
fn openssl_s_signature_certificate_and_ciphertext_are_understood() {
    let certificate = Certificate::from_pem(&fixture("sm2_certificate.pem")).unwrap();
    assert!(certificate.matches(&SM2));
    assert_eq!(certificate.serial_no(), "157056765AB5A9EEE5D363D0329039A254D5EF49");
    assert_eq!(certificate.public_key().algorithm(), Algorithm::Sm2);
    assert_eq!(*certificate.public_key(), PublicKey::from_pem(&fixture("sm2_public.pem")).unwrap());
    let target = "/v3/certificates?algorithm_type=SM2";
    let signed = message::request("GET", target, 1_554_208_460, "593BEC0C930BF1AFEB40B4A08C8FB242", b"");
    assert!(certificate.public_key().verify(&signed, &fixture("sm2_signature.base64")));
    assert_eq!(SM2.decrypt(&fixture("sm2_ciphertext.base64")).unwrap(), PLAINTEXT.as_bytes());
}

#[test]
fn a_key_is_written_as_it_was_read_and_shows_nothing_of_itself() {
    let again = PrivateKey::from_pem(&SM2.to_pkcs8_pem()).unwrap();
    assert_eq!(again.public_key(), SM2.public_key());
    assert_eq!(format!("{again:?} {:?}", again.public_key()), "PrivateKey(SM2, 256 bits) PublicKey(SM2, 256 bits)");
}

#[test]
fn a_damaged_sm2_key_is_told_from_one_of_another_kind() {
    let mut key = hex("3045020100301306072A8648CE3D020106082A811CCF5501822D042B3029020101042000");
    key.resize(71, 0);
    let error = PrivateKey::from_pem(&pem::encode("PRIVATE KEY", &key)).unwrap_err();
    assert!(matches!(error, KeyError::DamagedSm2 { .. }), "{error:?}");
    let nist = PrivateKey::from_pem(&fixture("ec_pkcs8.pem")).unwrap_err();
    assert!(matches!(nist, KeyError::NotRsa), "{nist:?}");
}

#[test]
fn fields_are_encrypted_for_one_key_and_never_the_same_twice() {
    let public = SM2.public_key();
    let encrypted = public.encrypt(PLAINTEXT.as_bytes()).unwrap();
    assert_ne!(encrypted, public.encrypt(PLAINTEXT.as_bytes()).unwrap());
    assert_eq!(SM2.decrypt(&encrypted).unwrap(), PLAINTEXT.as_bytes());
    let other = PrivateKey::generate_sm2().unwrap();
    assert!(matches!(other.decrypt(&encrypted), Err(CipherError::Undecryptable)));
    assert!(matches!(public.encrypt(b""), Err(CipherError::EmptyPlaintext)));
    assert!(matches!(SM2.decrypt("13800138000"), Err(CipherError::Base64 { .. })));
}

#[test]
fn the_scheme_is_the_key_s() {
    let written = Authorization {
        algorithm: SM2.algorithm(),
        mchid: "2480467911".into(),
        nonce_str: "fixednonce".into(),
        signature: SM2.sign(b"x"),
        timestamp: 1_636_620_536,
        serial_no: "157056765AB5A9EEE5D363D0329039A254D5EF49".into(),
    };
    let header = written.format();
    assert!(header.starts_with("WECHATPAY2-SM2-WITH-SM3 mchid=\"2480467911\","), "{header}");
    assert_eq!(Authorization::parse(&header), Ok(written));
}

/// What the platform says, signed with `key` and called `signature_type`.
fn check(key: &PrivateKey, known: &PublicKey, signature_type: Option<&str>, body: &[u8]) -> Result<(), SignatureError> {
    let signature = key.sign(&message::response("1554209980", "NONCE", b"{}"));
    let headers = SignatureHeaders {
        timestamp: "1554209980",
        nonce: "NONCE",
        serial: "157056765AB5A9EEE5D363D0329039A254D5EF49",
        signature: &signature,
        signature_type,
    };
    verify::check(&headers, body, Some(known), 1_554_209_990)
}

#[test]
fn an_answer_is_verified_with_what_its_key_is_for() {
    let (sm2, rsa) = (Algorithm::Sm2.scheme(), Algorithm::Rsa.scheme());
    let public = SM2.public_key();
    assert_eq!(check(&SM2, &public, Some(sm2), b"{}"), Ok(()));
    assert_eq!(check(&SM2, &public, None, b"{}"), Ok(()));
    assert_eq!(check(&SM2, &public, Some(sm2), b"{ }"), Err(SignatureError::Mismatch));
    let other_type = |got: &str| Err(SignatureError::UnsupportedType { got: got.to_owned() });
    assert_eq!(check(&SM2, &public, Some(rsa), b"{}"), other_type(rsa));
    assert_eq!(check(&KEY, &KEY.public_key(), Some(sm2), b"{}"), other_type(sm2));
    assert_eq!(check(&KEY, &public, Some(sm2), b"{}"), Err(SignatureError::Mismatch));
}

#[test]
fn the_sm4_key_is_the_first_half_of_the_apiv3_key_s_digest() {
    // By OpenSSL: `dgst -sm3` over the APIv3 key, then `enc -sm4-ctr` from the counter that GCM begins with.
    let counter_mode = "zPGHHaBg8+d2FIeqGhr78xM=";
    let key = ApiV3Key::new(APIV3_KEY).unwrap();
    let sealed = key.seal_with(Algorithm::Sm2, "fdasflkja484", "payscore", br#"{"state":"DOING"}"#).unwrap();
    let sealed = STANDARD.decode(sealed).unwrap();
    assert_eq!(STANDARD.encode(&sealed[..sealed.len() - 16]), counter_mode);
}

#[test]
fn a_notification_says_what_it_is_encrypted_with() {
    let key = ApiV3Key::new(APIV3_KEY).unwrap();
    let notice = Notice {
        id: "EV-2018022511223320873",
        create_time: 1_528_425_296,
        event_type: "PAYSCORE.USER_CONFIRM",
        summary: "",
        original_type: "payscore",
        associated_data: "payscore",
        nonce: "fdasflkja484",
    };
    let mut envelope = Envelope::seal_with(Algorithm::Sm2, &key, &notice, b"{}").unwrap();
    assert_eq!(envelope.resource.algorithm, "AEAD_SM4_GCM");
    assert_eq!(envelope.open(&key).unwrap(), b"{}");
    envelope.resource.algorithm = Algorithm::Rsa.aead().to_owned();
    assert_eq!(envelope.open(&key), Err(OpenError::Tampered));
    let short = key.open_named("AEAD_SM4_GCM", "fdasflkja484", "", "AAAA");
    assert_eq!(short, Err(OpenError::TooShort { got: 3 }));
    let nonce = key.open_named("AEAD_SM4_GCM", "short", "", "AAAA");
    assert_eq!(nonce, Err(OpenError::NonceLength { got: 5 }));
}

#[cfg(feature = "sm-issue")]
mod issue {
    use super::*;
    use payscore_wire::{IssueError, Sm2Issuer, Subject, Validity};

    const VALIDITY: Validity = Validity { not_before: 1_700_000_000, not_after: 2_000_000_000 };

    #[test]
    fn an_authority_issues_what_its_stored_self_does_too() {
        let authority = Sm2Issuer::new(SM2.clone(), "payscore local SM2 CA", VALIDITY, [0x11; 20]).unwrap();
        let authority = Sm2Issuer::load(authority.key().clone(), authority.certificate().clone()).unwrap();
        let merchant = PrivateKey::generate_sm2().unwrap();
        let subject = Subject::merchant("1900000109", "测试, 商户");
        let certificate = authority.issue_to(&merchant.public_key(), subject, VALIDITY, [0x22; 20]).unwrap();
        assert!(certificate.matches(&merchant));
        assert_eq!(certificate.serial_no(), "22".repeat(20));
        assert_eq!(certificate.subject_common_name(), Some("1900000109"));
        assert_eq!((certificate.not_before(), certificate.not_after()), (1_700_000_000, 2_000_000_000));
        assert!(is_signed_by(&certificate, authority.certificate()));
        assert!(is_signed_by(authority.certificate(), authority.certificate()));
    }

    /// By the bytes: the first element of a certificate is what is signed, the last one the signature.
    fn is_signed_by(certificate: &Certificate, authority: &Certificate) -> bool {
        use x509_parser::prelude::{FromDer as _, X509Certificate};
        let (_, parsed) = X509Certificate::from_der(certificate.der()).unwrap();
        let signature = STANDARD.encode(&parsed.signature_value.data);
        authority.public_key().verify(parsed.tbs_certificate.as_ref(), &signature)
    }

    #[test]
    fn an_authority_needs_its_own_sm2_key() {
        let rsa = Sm2Issuer::new(KEY.clone(), "x", VALIDITY, [0x11; 20]).unwrap_err();
        assert!(matches!(rsa, IssueError::Key { source: KeyError::NotSm2 }), "{rsa:?}");
        let authority = Sm2Issuer::new(SM2.clone(), "x", VALIDITY, [0x11; 20]).unwrap();
        let other = Sm2Issuer::load(PrivateKey::generate_sm2().unwrap(), authority.certificate().clone());
        assert!(matches!(other, Err(IssueError::KeyMismatch)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_is_signed_is_verified_and_any_altered_byte_is_not(mut message in proptest::collection::vec(any::<u8>(), 1..200), at in any::<prop::sample::Index>()) {
        let signature = SM2.sign(&message);
        prop_assert!(SM2.public_key().verify(&message, &signature));
        let at = at.index(message.len());
        message[at] ^= 1;
        prop_assert!(!SM2.public_key().verify(&message, &signature));
    }

    #[test]
    fn no_text_is_a_ciphertext_or_a_signature(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = STANDARD.encode(&bytes);
        prop_assert!(SM2.decrypt(&text).is_err());
        prop_assert!(!SM2.public_key().verify(b"x", &text));
    }
}
