//! The `Authorization` header: every named error in turn, and any text at all.

use payscore_wire::{Algorithm, Authorization, AuthorizationError, SCHEME};
use proptest::prelude::*;

const FIELDS: [(&str, &str); 5] = [
    ("mchid", "1900000109"),
    ("nonce_str", "593BEC0C930BF1AFEB40B4A08C8FB242"),
    ("signature", "uOVRnA4qG+/Ayc=="),
    ("timestamp", "1554208460"),
    ("serial_no", "1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E"),
];

fn header(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    format!("{SCHEME} {}", fields.join(","))
}

fn with(name: &str, value: &str) -> String {
    header(&FIELDS.map(|(field, original)| (field, if field == name { value } else { original })))
}

fn expected() -> Authorization {
    Authorization {
        algorithm: Algorithm::Rsa,
        mchid: FIELDS[0].1.into(),
        nonce_str: FIELDS[1].1.into(),
        signature: FIELDS[2].1.into(),
        timestamp: 1_554_208_460,
        serial_no: FIELDS[4].1.into(),
    }
}

fn error(header: &str) -> AuthorizationError {
    Authorization::parse(header).unwrap_err()
}

#[test]
fn the_documented_form_is_written_and_read() {
    assert_eq!(expected().format(), header(&FIELDS));
    assert_eq!(Authorization::parse(&header(&FIELDS)), Ok(expected()));
}

#[test]
fn fields_come_in_any_order_with_spaces_around_commas() {
    let mut fields = FIELDS;
    for _ in 0..FIELDS.len() {
        fields.rotate_left(1);
        let spaced = header(&fields).replace(',', " ,\t ") + " ";
        assert_eq!(Authorization::parse(&spaced), Ok(expected()));
    }
}

#[test]
fn another_scheme_is_named() {
    for (text, got) in [
        ("", ""),
        ("Bearer abc", "Bearer"),
        ("wechatpay2-sha256-rsa2048 mchid=\"1\"", "wechatpay2-sha256-rsa2048"),
        ("WECHATPAY2-SHA256-RSA4096 mchid=\"1\"", "WECHATPAY2-SHA256-RSA4096"),
    ] {
        assert_eq!(error(text), AuthorizationError::Scheme { got: got.into() });
    }
    let AuthorizationError::Scheme { got } = error(&"微".repeat(10_000)) else { panic!("not a scheme error") };
    assert_eq!(got.chars().count(), 64, "a stranger's text is not repeated without limit");
}

#[test]
fn malformed_text_is_located() {
    let prefix = SCHEME.len() + 1;
    assert_eq!(error(&format!("{SCHEME} mchid")), AuthorizationError::Syntax { at: prefix });
    let complete = header(&FIELDS);
    assert_eq!(error(&format!("{complete},")), AuthorizationError::Syntax { at: complete.len() });
    assert_eq!(error(&format!("{complete} x")), AuthorizationError::Syntax { at: complete.len() + 1 });
    let doubled = format!("{SCHEME} mchid=\"1\",,nonce_str=\"2\"");
    assert!(matches!(error(&doubled), AuthorizationError::UnknownField { field } if field == ",nonce_str"));
}

#[test]
fn an_unknown_field_is_refused() {
    let text = format!("{},appid=\"wx1\"", header(&FIELDS));
    assert_eq!(error(&text), AuthorizationError::UnknownField { field: "appid".into() });
}

#[test]
fn every_field_is_required_once_quoted_closed_and_filled() {
    for (index, (field, value)) in FIELDS.into_iter().enumerate() {
        let mut others = FIELDS.to_vec();
        others.remove(index);
        assert_eq!(error(&header(&others)), AuthorizationError::MissingField { field });

        let twice = format!("{},{field}=\"{value}\"", header(&FIELDS));
        assert_eq!(error(&twice), AuthorizationError::DuplicateField { field });

        let unquoted = format!("{},{field}={value}", header(&others));
        assert_eq!(error(&unquoted), AuthorizationError::Unquoted { field });

        let open = format!("{},{field}=\"{value}", header(&others));
        assert_eq!(error(&open), AuthorizationError::UnterminatedQuote { field });

        assert_eq!(error(&with(field, "")), AuthorizationError::EmptyValue { field });
    }
}

#[test]
fn a_timestamp_is_a_plain_number() {
    for got in ["now", "-1", "+1", "1.5", " 1", "01554208460", "9223372036854775808", "１"] {
        let expected = AuthorizationError::NotANumber { field: "timestamp", got: got.into() };
        assert_eq!(error(&with("timestamp", got)), expected);
    }
    assert_eq!(Authorization::parse(&with("timestamp", "0")).unwrap().timestamp, 0);
}

#[test]
fn missing_fields_are_reported_before_the_timestamps_value() {
    assert_eq!(error(&format!("{SCHEME} timestamp=\"now\"")), AuthorizationError::MissingField { field: "mchid" });
    assert_eq!(error(SCHEME), AuthorizationError::MissingField { field: "mchid" });
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        mchid in "[^\"]{1,40}", nonce_str in "[^\"]{1,40}", signature in "[^\"]{1,40}",
        timestamp in 0..=i64::MAX, serial_no in "[^\"]{1,40}",
    ) {
        let written = Authorization { algorithm: Algorithm::Rsa, mchid, nonce_str, signature, timestamp, serial_no };
        prop_assert_eq!(Authorization::parse(&written.format()), Ok(written));
    }

    #[test]
    fn no_text_panics(text in "\\PC*") {
        let _ = Authorization::parse(&text);
        let _ = Authorization::parse(&format!("{SCHEME} {text}"));
    }

    #[test]
    fn no_text_of_the_right_characters_panics(text in "(mchid|nonce_str|timestamp|=|\"|,| |1){0,40}") {
        let _ = Authorization::parse(&format!("{SCHEME} {text}"));
    }
}
