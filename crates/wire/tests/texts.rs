//! `Request-ID` and RFC 3339, against independent readers.

use payscore_wire::{RequestId, request_id, rfc3339};
use proptest::prelude::*;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// Reads the hexadecimal part back as protobuf: (key, value) pairs.
fn protobuf_fields(id: &str) -> Vec<(u8, u64)> {
    let (hex, _) = id.split_once('-').unwrap();
    assert!(hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')), "{hex}");
    let mut bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
    let mut fields = Vec::new();
    while let Some(key) = bytes.next() {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let byte = bytes.next().unwrap();
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        fields.push((key, value));
    }
    fields
}

#[test]
fn a_request_id_starts_as_upstreams_does() {
    let id = RequestId::new(1_710_048_759, [0; 8], 0);
    assert_eq!(id.to_string(), "08F78BB5AF061000180020002800-0");
}

#[test]
fn the_code_is_read_from_upstreams_own() {
    assert_eq!(request_id::numeric_code("08F78BB5AF0610D302186020BB-271316598"), Some(271_316_598));
    assert_eq!(request_id::numeric_code("08F78BB5AF0610D302186020BB-0"), Some(0));
    for text in ["", "-", "08F7", "08F7-", "08F7-x", "08F7-+1", "08F7-4294967296", "08F7-1 "] {
        assert_eq!(request_id::numeric_code(text), None, "{text}");
    }
}

#[test]
fn rfc3339_refuses_what_is_not_an_instant() {
    for text in [
        "",
        "2018-06-08",
        "2018-06-08T10:34:56",
        "2018-06-08 10:34:56Z",
        "2018-06-08T10:34:56+0800",
        "2018-06-08T10:34:56+08:00 ",
        "2018-06-08T10:34:56.Z",
        "2018-13-08T10:34:56Z",
        "2018-00-08T10:34:56Z",
        "2018-06-31T10:34:56Z",
        "2018-06-00T10:34:56Z",
        "1900-02-29T00:00:00Z",
        "2018-06-08T24:00:00Z",
        "2018-06-08T10:60:00Z",
        "2018-06-08T10:34:60Z",
        "2018-06-08T10:34:56+24:00",
        "2018-06-08T10:34:56+08:60",
        "+018-06-08T10:34:56Z",
        "2018年06月08日T10:34Z",
    ] {
        assert_eq!(rfc3339::parse(text), None, "{text}");
    }
}

#[test]
fn rfc3339_reads_every_offset_and_leap_days() {
    for (text, unix) in [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01t00:00:00z", 0),
        ("1970-01-01T08:00:00+08:00", 0),
        ("1969-12-31T19:30:00-04:30", 0),
        ("2000-02-29T00:00:00Z", 951_782_400),
        ("1969-12-31T23:59:59.999Z", -1),
    ] {
        assert_eq!(rfc3339::parse(text), Some(unix), "{text}");
    }
}

#[test]
fn rfc3339_stays_inside_four_digit_years() {
    assert_eq!(rfc3339::format(i64::MIN), "0000-01-01T00:00:00+08:00");
    assert_eq!(rfc3339::format(i64::MAX), "9999-12-31T23:59:59+08:00");
}

/// What looks like an instant, and often is one.
const INSTANT: &str = concat!(
    "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]",
    "(\\.[0-9]{1,9})?(Z|[+-][0-2][0-9]:[0-5][0-9])"
);

proptest! {
    #[test]
    fn a_request_id_is_protobuf_of_all_its_parts(unix in 0..=i64::MAX, random in any::<[u8; 8]>(), code: u32) {
        let id = RequestId::new(unix, random, code);
        prop_assert_eq!(request_id::numeric_code(id.as_str()), Some(code));
        let fields = protobuf_fields(id.as_str());
        prop_assert_eq!(fields.iter().map(|field| field.0).collect::<Vec<_>>(), [0x08, 0x10, 0x18, 0x20, 0x28]);
        prop_assert_eq!(fields[0].1, unix.unsigned_abs());
        // Nothing random is lost, so two exchanges in one second differ.
        let back = fields[1].1 | (fields[2].1 << 10) | (fields[3].1 << 32) | (fields[4].1 << 48);
        prop_assert_eq!(back.to_le_bytes(), random);
    }

    #[test]
    fn numeric_code_takes_any_text(text in "\\PC*") {
        let _ = request_id::numeric_code(&text);
    }

    #[test]
    fn rfc3339_is_written_as_time_writes_it(unix in -62_167_219_200_i64..253_402_271_999) {
        let beijing = UtcOffset::from_hms(8, 0, 0).unwrap();
        let expected = OffsetDateTime::from_unix_timestamp(unix).unwrap().to_offset(beijing).format(&Rfc3339).unwrap();
        prop_assert_eq!(rfc3339::format(unix), expected);
        prop_assert_eq!(rfc3339::parse(&rfc3339::format(unix)), Some(unix));
    }

    #[test]
    fn rfc3339_is_read_as_time_reads_it(text in INSTANT) {
        // `time` refuses instants whose UTC year is negative; everything else must agree.
        let expected = OffsetDateTime::parse(&text, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp);
        if expected.is_some() || !text.starts_with("0000") {
            prop_assert_eq!(rfc3339::parse(&text), expected);
        }
    }

    #[test]
    fn rfc3339_takes_any_text(text in "\\PC*") {
        let _ = rfc3339::parse(&text);
    }
}
