//! `Request-ID`: what upstream's support asks for first.
//!
//! The real ones look like `08F78BB5AF0610D302186020BB-271316598`: hexadecimal that reads as protobuf (field 1 the
//! unix seconds, fields 2 to 5 small numbers), then the numeric error code behind a dash, `0` on success.

use std::fmt::{self, Write as _};

/// Five keys of one byte; a varint of 64 bits takes ten, the four others at most 2 + 4 + 3 + 3.
const MAX_BYTES: usize = 5 + 10 + 12;
/// A dash and ten digits.
const MAX_SUFFIX: usize = 11;

/// One exchange's identifier.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(String);

impl RequestId {
    /// Makes one from the time, eight random bytes and the numeric error code (0 on success). Other bytes, other
    /// identifier.
    ///
    /// ```
    /// use payscore_wire::{RequestId, request_id};
    ///
    /// let id = RequestId::new(1_710_048_759, [7; 8], 271_316_598);
    /// assert!(id.as_str().starts_with("08F78BB5AF06"));
    /// assert_eq!(request_id::numeric_code(id.as_str()), Some(271_316_598));
    /// ```
    #[must_use]
    pub fn new(unix: i64, random: [u8; 8], code: u32) -> Self {
        let random = u64::from_le_bytes(random);
        // The widths of upstream's numbers, and all 64 random bits in them.
        let fields = [
            unix.max(0).unsigned_abs(),
            random & 0x3FF,
            (random >> 10) & 0x3F_FFFF,
            (random >> 32) & 0xFFFF,
            random >> 48,
        ];
        let mut text = String::with_capacity(2 * MAX_BYTES + MAX_SUFFIX);
        for (key, value) in [0x08, 0x10, 0x18, 0x20, 0x28].into_iter().zip(fields) {
            push_hex(&mut text, key);
            push_varint(&mut text, value);
        }
        write!(text, "-{code}").expect("writing to a String cannot fail");
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<RequestId> for String {
    fn from(id: RequestId) -> Self {
        id.0
    }
}

/// The numeric error code at the end of any `Request-ID`, also upstream's own. `None` if there is none.
#[must_use]
pub fn numeric_code(request_id: &str) -> Option<u32> {
    let (_, code) = request_id.rsplit_once('-')?;
    // Rust's own parser would take a plus sign.
    if code.starts_with('+') { None } else { code.parse().ok() }
}

fn push_varint(text: &mut String, mut value: u64) {
    loop {
        let low = value.to_le_bytes()[0] & 0x7F;
        value >>= 7;
        if value == 0 {
            return push_hex(text, low);
        }
        push_hex(text, low | 0x80);
    }
}

fn push_hex(text: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    text.push(char::from(DIGITS[usize::from(byte >> 4)]));
    text.push(char::from(DIGITS[usize::from(byte & 0xF)]));
}
