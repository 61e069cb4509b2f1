//! The `Authorization` header.

use payscore_wire::{Algorithm, Authorization};

const FIELDS: [&str; 5] = ["mchid", "nonce_str", "signature", "timestamp", "serial_no"];
/// An error names what was wrong, and repeats little of it: 64 characters of up to 4 bytes, and words around them.
const LONGEST_ERROR: usize = 512;

/// The header as the input has it.
pub(crate) fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let expected = second_reading(text);
    match Authorization::parse(text) {
        Ok(read) => {
            assert_eq!(Some(&read), expected.as_ref(), "{text:?}");
            assert_eq!(Authorization::parse(&read.format()), Ok(read.clone()), "written and read again");
        }
        Err(error) => {
            assert_eq!(expected, None, "{text:?} was refused: {error}");
            assert!(error.to_string().len() < LONGEST_ERROR, "{} bytes of error", error.to_string().len());
        }
    }
}

/// Cut at every double quote: what is between two is a value, what is before it ends with its name.
fn second_reading(text: &str) -> Option<Authorization> {
    let (scheme, fields) = text.split_once(' ')?;
    let pieces: Vec<&str> = fields.split('"').collect();
    let (last, pairs) = pieces.split_last()?;
    if pairs.len() != 2 * FIELDS.len() || !trimmed(last).is_empty() {
        return None;
    }
    let mut values = [""; FIELDS.len()];
    for (at, pair) in pairs.chunks(2).enumerate() {
        let before = trimmed(pair[0]);
        let name = if at == 0 { before } else { trimmed(before.strip_prefix(',')?) };
        let place = FIELDS.iter().position(|field| name.strip_suffix('=') == Some(field))?;
        if pair[1].is_empty() || !values[place].is_empty() {
            return None;
        }
        values[place] = pair[1];
    }
    let [mchid, nonce_str, signature, timestamp, serial_no] = values.map(str::to_owned);
    let number: i64 = timestamp.parse().ok()?;
    (number.to_string() == timestamp && number >= 0).then_some(())?;
    let algorithm = Algorithm::of_scheme(scheme)?;
    Some(Authorization { algorithm, mchid, nonce_str, signature, timestamp: number, serial_no })
}

fn trimmed(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}
