use super::*;
use crate::platform_keys::PlatformKeys;
use crate::testing::{APIV3_KEY, NOW, PUBLIC_KEY_ID, certificate, config, config_with, set, signed};
use http::{HeaderMap, StatusCode};
use payscore_wire::SignatureError;
use serde_json::{Value, json};

fn entry(certificate: &Certificate, serial_no: &str, key: &str) -> Value {
    let (nonce, data) = ("61f9c719728a", "certificate");
    let ciphertext = ApiV3Key::new(key).unwrap().seal(nonce, data, certificate.pem().as_bytes()).unwrap();
    json!({
        "serial_no": serial_no,
        "effective_time": "2018-06-08T10:34:56+08:00",
        "expire_time": "2058-06-08T10:34:56+08:00",
        "encrypt_certificate": {
            "algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": data, "ciphertext": ciphertext,
        },
    })
}

fn list(entries: &[Value], signer: &str) -> Answer {
    let body = json!({ "data": entries }).to_string();
    Answer { status: StatusCode::OK, headers: signed(body.as_bytes(), signer, NOW), body: body.into() }
}

fn own(certificate: &Certificate) -> Value {
    entry(certificate, certificate.serial_no(), APIV3_KEY)
}

#[test]
fn a_client_that_knows_no_key_starts_from_a_list_that_vouches_for_itself() {
    let (old, new) = (certificate(1, NOW + 10), certificate(2, NOW + 20));
    let config = config_with(PlatformKeys::new());
    let response = accept_certificates(&config, list(&[own(&old), own(&new)], old.serial_no())).unwrap();
    assert_eq!(response.value, [old.clone(), new.clone()]);
    assert_eq!(config.platform_keys().serials(), [old.serial_no(), new.serial_no()]);
    assert_eq!(config.platform_keys().preferred(NOW).as_deref(), Some(new.serial_no()));
}

#[test]
fn a_known_key_vouches_for_the_list() {
    let new = certificate(2, NOW + 20);
    let config = config();
    accept_certificates(&config, list(&[own(&new)], PUBLIC_KEY_ID)).unwrap();
    assert!(config.platform_keys().get(new.serial_no()).is_some());
}

#[test]
fn a_stranger_vouches_for_nothing() {
    let listed = certificate(1, NOW + 10);
    let config = config_with(PlatformKeys::new());
    let error = accept_certificates(&config, list(&[own(&listed)], certificate(9, NOW + 1).serial_no())).unwrap_err();
    let Error::Signature(untrusted) = error else { panic!("{error:?}") };
    assert!(matches!(
        untrusted.reason,
        crate::core::AuthenticityError::Signature(SignatureError::UnknownSerial { .. })
    ));
    assert!(config.platform_keys().is_empty());
}

#[test]
fn a_tampered_list_is_refused_whoever_vouches() {
    let listed = certificate(1, NOW + 10);
    for (config, signer) in [(config(), PUBLIC_KEY_ID), (config_with(PlatformKeys::new()), listed.serial_no())] {
        let mut answer = list(&[own(&listed)], signer);
        answer.body = [&answer.body[..], b" "].concat().into();
        assert!(matches!(accept_certificates(&config, answer), Err(Error::Signature(_))));
        assert!(config.platform_keys().get(listed.serial_no()).is_none());
    }
}

#[test]
fn another_apiv3_key_is_named_as_the_cause() {
    let listed = certificate(1, NOW + 10);
    let sealed = entry(&listed, listed.serial_no(), "ffffffffffffffffffffffffffffffff");
    let error = accept_certificates(&config(), list(&[sealed], PUBLIC_KEY_ID)).unwrap_err();
    assert!(matches!(error, Error::Certificates(CertificateListError::Decrypt { .. })), "{error:?}");
}

#[test]
fn an_entry_that_holds_another_certificate_is_refused() {
    let (listed, other) = (certificate(1, NOW + 10), certificate(2, NOW + 10));
    let sealed = entry(&other, listed.serial_no(), APIV3_KEY);
    let error = accept_certificates(&config(), list(&[sealed], PUBLIC_KEY_ID)).unwrap_err();
    assert!(matches!(error, Error::Certificates(CertificateListError::OtherSerial { .. })), "{error:?}");
}

#[test]
fn a_refusal_stays_a_refusal() {
    let body = r#"{"code":"RESOURCE_NOT_EXISTS","message":"public key only"}"#;
    let mut headers = signed(body.as_bytes(), PUBLIC_KEY_ID, NOW);
    set(&mut headers, "content-type", "application/json");
    let answer = Answer { status: StatusCode::NOT_FOUND, headers, body: body.into() };
    assert_eq!(accept_certificates(&config(), answer).unwrap_err().code(), Some("RESOURCE_NOT_EXISTS"));
    let unsigned = Answer { status: StatusCode::UNAUTHORIZED, headers: HeaderMap::new(), body: body.into() };
    assert!(accept_certificates(&config(), unsigned).unwrap_err().api().unwrap().unsigned);
}
