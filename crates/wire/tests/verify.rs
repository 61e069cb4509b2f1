//! The shared signature check: each refusal in its order of precedence, then what is accepted.

mod common;

use common::KEY;
use payscore_wire::headers::MAX_SKEW_SECONDS;
use payscore_wire::{PrivateKey, SCHEME, SignatureError, SignatureHeaders, message, verify};
use proptest::prelude::*;

const NOW: i64 = 1_554_209_980;
const BODY: &[u8] = "{\"order_id\":\"15646546545165651651\"}\n".as_bytes();

fn signature_at(timestamp: &str) -> String {
    KEY.sign(&message::response(timestamp, "NONCE", BODY))
}

fn headers<'a>(timestamp: &'a str, signature: &'a str) -> SignatureHeaders<'a> {
    SignatureHeaders { timestamp, nonce: "NONCE", serial: "SERIAL", signature, signature_type: Some(SCHEME) }
}

fn check(headers: &SignatureHeaders<'_>) -> Result<(), SignatureError> {
    verify::check(headers, BODY, Some(&KEY.public_key()), NOW)
}

#[test]
fn a_probe_comes_before_everything() {
    let mut probe = headers("soon", "WECHATPAY/SIGNTEST/abcd");
    probe.signature_type = Some("WECHATPAY2-SHA256-RSA4096");
    assert_eq!(verify::check(&probe, BODY, None, NOW), Err(SignatureError::SignTest));
}

#[test]
fn then_the_type() {
    let mut other = headers("soon", "AAAA");
    other.signature_type = Some("WECHATPAY2-SHA256-RSA4096");
    let expected = SignatureError::UnsupportedType { got: "WECHATPAY2-SHA256-RSA4096".into() };
    assert_eq!(verify::check(&other, BODY, None, NOW), Err(expected));
}

#[test]
fn then_the_timestamps_form() {
    for got in ["", "soon", "-1554209980", "+1554209980", "1554209980.0", " 1554209980", "99999999999999999999"] {
        let expected = SignatureError::BadTimestamp { got: got.into() };
        assert_eq!(verify::check(&headers(got, "AAAA"), BODY, None, NOW), Err(expected));
    }
}

#[test]
fn then_its_distance() {
    for (timestamp, seconds) in
        [(NOW - MAX_SKEW_SECONDS - 1, 301), (NOW + MAX_SKEW_SECONDS + 1, 301), (0, NOW.unsigned_abs())]
    {
        let text = timestamp.to_string();
        let expected = SignatureError::Skew { timestamp, seconds };
        assert_eq!(verify::check(&headers(&text, "AAAA"), BODY, None, NOW), Err(expected));
    }
    for timestamp in [NOW - MAX_SKEW_SECONDS, NOW + MAX_SKEW_SECONDS] {
        let text = timestamp.to_string();
        assert_eq!(check(&headers(&text, &signature_at(&text))), Ok(()));
    }
    let extreme = i64::MAX.to_string();
    assert!(matches!(verify::check(&headers(&extreme, "A"), BODY, None, i64::MIN), Err(SignatureError::Skew { .. })));
}

#[test]
fn then_the_serial() {
    let text = NOW.to_string();
    let expected = SignatureError::UnknownSerial { serial: "SERIAL".into() };
    assert_eq!(verify::check(&headers(&text, "AAAA"), BODY, None, NOW), Err(expected));
}

#[test]
fn then_the_signature() {
    let text = NOW.to_string();
    let signature = signature_at(&text);
    let genuine = headers(&text, &signature);
    let mismatch = Err(SignatureError::Mismatch);
    let key = KEY.public_key();
    assert_eq!(verify::check(&genuine, BODY.trim_ascii_end(), Some(&key), NOW), mismatch);
    assert_eq!(verify::check(&genuine, b"", Some(&key), NOW), mismatch);
    assert_eq!(check(&SignatureHeaders { nonce: "OTHER", ..genuine }), mismatch);
    assert_eq!(check(&headers(&text, "not base64")), mismatch);
    // The same number, but not the same text: the signed message holds the text.
    assert_eq!(check(&headers(&format!("0{text}"), &signature)), mismatch);
    let other = PrivateKey::generate().unwrap().public_key();
    assert_eq!(verify::check(&genuine, BODY, Some(&other), NOW), mismatch);
}

#[test]
fn what_is_genuine_passes_with_and_without_a_type() {
    let text = NOW.to_string();
    let signature = signature_at(&text);
    assert_eq!(check(&headers(&text, &signature)), Ok(()));
    assert_eq!(check(&SignatureHeaders { signature_type: None, ..headers(&text, &signature) }), Ok(()));
}

proptest! {
    #[test]
    fn no_headers_pass_by_accident(timestamp in "([0-9]{1,20}|\\PC*)", nonce in "\\PC*", signature in "\\PC*") {
        let headers = SignatureHeaders { nonce: &nonce, ..headers(&timestamp, &signature) };
        prop_assert!(check(&headers).is_err());
    }
}
