use super::*;
use crate::core::AuthenticityError;
use crate::platform_keys::PlatformKeys;
use crate::testing::{NOW, PUBLIC_KEY_ID, REQUEST_ID, certificate, config, config_with, set, signed};
use payscore_api::NoContent;
use payscore_api::certificates::Certificates;
use payscore_wire::SignatureError;
use serde_json::{Value, json};

const BODY: &[u8] = br#"{"state":"DONE","later":1}"#;

fn answer(status: u16, headers: HeaderMap, body: &'static [u8]) -> Answer {
    Answer { status: StatusCode::from_u16(status).unwrap(), headers, body: Bytes::from_static(body) }
}

fn genuine(status: u16, body: &'static [u8]) -> Answer {
    answer(status, signed(body, PUBLIC_KEY_ID, NOW), body)
}

fn reason(answer: Answer) -> AuthenticityError {
    match accept(&config(), answer) {
        Err(Error::Signature(untrusted)) => untrusted.reason,
        other => panic!("{other:?}"),
    }
}

fn refusal(answer: Answer) -> ApiError {
    match accept(&config(), answer) {
        Err(Error::Api(error)) => *error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_signed_success_is_read_with_its_request_id_and_its_raw_body() {
    let response = decode::<Value>(accept(&config(), genuine(200, BODY)).unwrap()).unwrap();
    assert_eq!((response.status.as_u16(), response.request_id.as_deref()), (200, Some(REQUEST_ID)));
    assert_eq!(response.value["state"], "DONE");
    assert_eq!(response.body, BODY);
    assert_eq!(response.json::<Value>().unwrap()["later"], 1);
}

#[test]
fn a_204_is_signed_over_nothing() {
    let accepted = || accept(&config(), genuine(204, b"")).unwrap();
    assert_eq!(decode::<NoContent>(accepted()).unwrap().value, NoContent {});
    let response = decode_value(accepted()).unwrap();
    assert_eq!((response.value, response.status.as_u16()), (Value::Null, 204));
    let unsigned = answer(204, HeaderMap::new(), b"");
    assert_eq!(reason(unsigned), AuthenticityError::MissingHeader { name: "Wechatpay-Signature" });
}

#[test]
fn a_tampered_body_is_refused() {
    assert_eq!(
        reason(answer(200, signed(BODY, PUBLIC_KEY_ID, NOW), br#"{"state":"DONE","later":2}"#)),
        SignatureError::Mismatch.into()
    );
}

#[test]
fn a_stale_signature_is_refused() {
    let stale = |timestamp| answer(200, signed(BODY, PUBLIC_KEY_ID, timestamp), BODY);
    assert_eq!(reason(stale(NOW - 301)), SignatureError::Skew { timestamp: NOW - 301, seconds: 301 }.into());
    assert!(accept(&config(), stale(NOW - 300)).is_ok() && accept(&config(), stale(NOW + 300)).is_ok());
}

#[test]
fn an_unknown_serial_is_refused_and_named() {
    let serial = "PUB_KEY_ID_OF_SOMEBODY_ELSE";
    assert_eq!(
        reason(answer(200, signed(BODY, serial, NOW), BODY)),
        SignatureError::UnknownSerial { serial: serial.to_owned() }.into()
    );
}

#[test]
fn an_expired_platform_certificate_is_refused() {
    let (valid, expired) = (certificate(1, NOW), certificate(2, NOW - 1));
    let config = config_with(PlatformKeys::new().with_certificate(valid.clone()).with_certificate(expired.clone()));
    assert!(accept(&config, answer(200, signed(BODY, valid.serial_no(), NOW), BODY)).is_ok());
    let error = accept(&config, answer(200, signed(BODY, expired.serial_no(), NOW), BODY)).unwrap_err();
    assert!(matches!(
        error,
        Error::Signature(untrusted) if matches!(untrusted.reason, AuthenticityError::CertificateNotValid { .. })
    ));
}

#[test]
fn each_missing_signature_header_is_named() {
    for name in ["Wechatpay-Signature", "Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial"] {
        let mut headers = signed(BODY, PUBLIC_KEY_ID, NOW);
        headers.remove(name);
        assert_eq!(reason(answer(200, headers, BODY)), AuthenticityError::MissingHeader { name });
    }
    let mut headers = signed(BODY, PUBLIC_KEY_ID, NOW);
    headers.remove("Wechatpay-Signature-Type");
    assert!(accept(&config(), answer(200, headers, BODY)).is_ok(), "older answers do not have it");
}

#[test]
fn a_signed_refusal_is_an_api_error_with_all_it_says() {
    let body = br#"{"code":"PARAM_ERROR","message":"wrong","detail":{"field":"/appid"}}"#;
    let mut headers = signed(body, PUBLIC_KEY_ID, NOW);
    set(&mut headers, REQUEST_ID_HEADER, "08F78BB5AF06-271316598");
    let error = refusal(answer(400, headers, body));
    assert_eq!((error.status.as_u16(), error.code.as_str(), error.message.as_str()), (400, "PARAM_ERROR", "wrong"));
    assert_eq!(error.detail, Some(json!({"field": "/appid"})));
    assert_eq!((error.numeric_code, error.unsigned), (Some(271_316_598), false));
    assert_eq!(error.to_string(), "HTTP 400 PARAM_ERROR: wrong (request 08F78BB5AF06-271316598)");
}

const REQUEST_ID_HEADER: &str = payscore_wire::headers::REQUEST_ID;

#[test]
fn a_refusal_whose_signature_is_wrong_is_not_believed() {
    let tampered = answer(404, signed(b"{}", PUBLIC_KEY_ID, NOW), br#"{"code":"ORDER_NOT_EXIST"}"#);
    assert_eq!(reason(tampered), SignatureError::Mismatch.into());
}

#[test]
fn an_unsigned_401_is_flagged() {
    let body = br#"{"code":"SIGN_ERROR","message":"wrong","detail":{"sign_information":{}}}"#;
    let error = refusal(answer(401, HeaderMap::new(), body));
    assert_eq!((error.code.as_str(), error.unsigned, error.request_id), ("SIGN_ERROR", true, None));
}

#[test]
fn a_gateways_error_page_is_an_api_error_without_a_code() {
    let error = refusal(answer(502, HeaderMap::new(), b"<html>Bad Gateway</html>\n"));
    assert_eq!((error.code.as_str(), error.message.as_str()), ("", "<html>Bad Gateway</html>"));
    assert!(error.unsigned);
    let error = refusal(answer(302, HeaderMap::new(), b""));
    assert_eq!(error.to_string(), "HTTP 302");
}

#[test]
fn a_genuine_answer_of_another_shape_keeps_its_body() {
    let Err(Error::Decode(error)) = decode::<Certificates>(accept(&config(), genuine(200, BODY)).unwrap()) else {
        panic!("read as something that it is not")
    };
    assert_eq!((error.body, error.request_id.as_deref()), (Bytes::from_static(BODY), Some(REQUEST_ID)));
    assert!(error.expected.ends_with("Certificates"));
    assert!(decode_value(genuine(200, b"<html>")).is_err());
}

#[test]
fn retry_after_is_read_in_seconds() {
    let asked = |value: &str| {
        let mut headers = HeaderMap::new();
        set(&mut headers, "retry-after", value);
        refusal(answer(503, headers, b"")).retry_after
    };
    assert_eq!(asked("7"), Some(Duration::from_secs(7)));
    for value in ["Sat, 21 Nov 2026 12:00:00 GMT", "-1", "soon", ""] {
        assert_eq!(asked(value), None, "{value}");
    }
    assert_eq!(refusal(answer(503, HeaderMap::new(), b"")).retry_after, None);
}
