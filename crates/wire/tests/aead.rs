//! AES-256-GCM: a vector from another implementation, every tampering, every named error.

use payscore_wire::{ApiV3Key, ApiV3KeyError, Envelope, EnvelopeRef, Notice, OpenError, SealError, aead};
use proptest::prelude::*;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const NONCE: &str = "fdasflkja484";
const DATA: &str = "payscore";
const PLAINTEXT: &str = r#"{"state":"DOING","state_description":"USER_CONFIRM"}"#;
/// Made with Python's `cryptography` 48.0.
const CIPHERTEXT: &str = "DUcAl6TqAsMEOnI0zb2h0ht4jh2xhYr/WFZYcWYsvq6xZRlZ2IIMSu+wVPHj8s9yOMul93JTi0JOiw+lFsYTw9K4/HI=";

fn key() -> ApiV3Key {
    ApiV3Key::new(KEY).unwrap()
}

fn notice() -> Notice<'static> {
    Notice {
        id: "EV-2018022511223320873",
        create_time: 1_528_425_296,
        event_type: "PAYSCORE.USER_CONFIRM",
        summary: "用户已确认",
        original_type: "payscore",
        associated_data: DATA,
        nonce: NONCE,
    }
}

#[test]
fn the_ciphertext_is_the_other_implementations() {
    assert_eq!(key().seal(NONCE, DATA, PLAINTEXT.as_bytes()).unwrap(), CIPHERTEXT);
    assert_eq!(key().open(NONCE, DATA, CIPHERTEXT).unwrap(), PLAINTEXT.as_bytes());
}

#[test]
fn a_key_has_32_ascii_characters() {
    for text in ["", &KEY[1..], &format!("{KEY}\n")] {
        assert_eq!(ApiV3Key::new(text).unwrap_err(), ApiV3KeyError::Length { got: text.len() });
    }
    let chinese = "密".repeat(10) + "ab";
    assert_eq!(ApiV3Key::new(&chinese).unwrap_err(), ApiV3KeyError::NotAscii);
    assert!(!format!("{:?}", key()).contains("0123"));
}

#[test]
fn anything_changed_does_not_open() {
    let tampered = Err(OpenError::Tampered);
    let other_key = ApiV3Key::new(&KEY.to_uppercase()).unwrap();
    assert_eq!(other_key.open(NONCE, DATA, CIPHERTEXT), tampered);
    assert_eq!(key().open("fdasflkja485", DATA, CIPHERTEXT), tampered);
    assert_eq!(key().open(NONCE, "", CIPHERTEXT), tampered);
    for index in 0..CIPHERTEXT.len() - 2 {
        let mut altered = CIPHERTEXT.as_bytes().to_vec();
        altered[index] = if altered[index] == b'A' { b'B' } else { b'A' };
        assert_eq!(key().open(NONCE, DATA, std::str::from_utf8(&altered).unwrap()), tampered, "character {index}");
    }
    // Cut between ciphertext and tag: 4 characters are 3 bytes, and what is left is still base64.
    assert_eq!(key().open(NONCE, DATA, &CIPHERTEXT[..CIPHERTEXT.len() - 4]), tampered);
}

#[test]
fn errors_come_in_the_order_of_their_variants() {
    let got = 11;
    assert_eq!(key().open(&NONCE[1..], DATA, "!"), Err(OpenError::NonceLength { got }));
    assert_eq!(key().seal(&NONCE[1..], DATA, b""), Err(SealError::NonceLength { got }));
    assert!(matches!(key().open(NONCE, DATA, "!"), Err(OpenError::Base64 { .. })));
    assert_eq!(key().open(NONCE, DATA, "AAAA"), Err(OpenError::TooShort { got: 3 }));
    assert_eq!(key().open(NONCE, DATA, ""), Err(OpenError::TooShort { got: 0 }));
}

#[test]
fn an_envelope_has_upstreams_json() {
    let envelope = Envelope::seal(&key(), &notice(), PLAINTEXT.as_bytes()).unwrap();
    let json = serde_json::json!({
        "id": "EV-2018022511223320873",
        "create_time": "2018-06-08T10:34:56+08:00",
        "resource_type": "encrypt-resource",
        "event_type": "PAYSCORE.USER_CONFIRM",
        "summary": "用户已确认",
        "resource": {
            "algorithm": "AEAD_AES_256_GCM",
            "original_type": "payscore",
            "associated_data": "payscore",
            "nonce": NONCE,
            "ciphertext": CIPHERTEXT,
        },
    });
    assert_eq!(serde_json::to_value(&envelope).unwrap(), json);
    let received: Envelope = serde_json::from_value(json).unwrap();
    assert_eq!(received, envelope);
    assert_eq!(received.open(&key()).unwrap(), PLAINTEXT.as_bytes());
}

#[test]
fn an_envelope_is_read_where_it_lies() {
    let envelope = Envelope::seal(&key(), &Notice { summary: "\"用户\"已确认", ..notice() }, b"{}").unwrap();
    let json = serde_json::to_vec(&envelope).unwrap();
    let received: EnvelopeRef<'_> = serde_json::from_slice(&json).unwrap();
    assert_eq!((&*received.id, &*received.summary), (&*envelope.id, &*envelope.summary));
    assert!(matches!(received.resource.ciphertext, std::borrow::Cow::Borrowed(_)));
    assert_eq!(received.open(&key()).unwrap(), b"{}");
}

#[test]
fn an_envelope_without_its_optional_fields_opens() {
    let ciphertext = key().seal(NONCE, "", b"{}").unwrap();
    let json = serde_json::json!({
        "id": "EV", "create_time": "2018-06-08T10:34:56+08:00", "resource_type": "encrypt-resource",
        "event_type": "PAYSCORE.USER_PAID", "unheard_of": 1,
        "resource": {"algorithm": "AEAD_AES_256_GCM", "nonce": NONCE, "ciphertext": ciphertext},
    });
    let received: Envelope = serde_json::from_value(json).unwrap();
    assert_eq!(received.open(&key()).unwrap(), b"{}");
}

#[test]
fn an_envelope_of_another_algorithm_is_refused_first() {
    let mut envelope = Envelope::seal(&key(), &notice(), b"{}").unwrap();
    envelope.resource.algorithm = "AEAD_AES_128_GCM".into();
    envelope.resource.nonce.clear();
    assert_eq!(envelope.open(&key()), Err(OpenError::Algorithm { got: "AEAD_AES_128_GCM".into() }));
    envelope.resource.algorithm = aead::ALGORITHM.into();
    assert_eq!(envelope.open(&key()), Err(OpenError::NonceLength { got: 0 }));
}

#[test]
fn a_mark_recognises_texts_and_tells_nothing_of_them() {
    let mark = key().mark(&["张三", "13800000000"]);
    assert_eq!(mark.len(), 64);
    assert_eq!(key().mark(&["张三", "13800000000"]), mark);
    assert_ne!(key().mark(&["张三1", "3800000000"]), mark);
    assert_ne!(ApiV3Key::new(&"k".repeat(32)).unwrap().mark(&["张三", "13800000000"]), mark);
}

proptest! {
    #[test]
    fn what_is_sealed_opens(
        key in "[0-9A-Za-z]{32}", nonce in "[0-9A-Za-z]{12}", data in "\\PC{0,32}",
        plaintext in proptest::collection::vec(any::<u8>(), 0..500),
    ) {
        let key = ApiV3Key::new(&key).unwrap();
        let sealed = key.seal(&nonce, &data, &plaintext).unwrap();
        prop_assert_eq!(key.open(&nonce, &data, &sealed).unwrap(), plaintext);
    }

    #[test]
    fn no_text_panics(nonce in "\\PC{0,14}", data in "\\PC*", ciphertext in "\\PC*") {
        prop_assert!(key().open(&nonce, &data, &ciphertext).is_err());
    }
}
