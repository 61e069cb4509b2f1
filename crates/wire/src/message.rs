//! The exact bytes that are signed.

use std::io::Write as _;

/// An `i64` in decimal takes at most this many bytes.
const TIMESTAMP_CAPACITY: usize = 20;

/// What a merchant signs: `METHOD\nTARGET\nTIMESTAMP\nNONCE\nBODY\n`.
///
/// `target` is path and query exactly as sent. For uploads `body` is the `meta` JSON, and empty where there is no body.
///
/// ```
/// let signed = payscore_wire::message::request("GET", "/v3/certificates", 1554208460, "NONCE", b"");
/// assert_eq!(signed, b"GET\n/v3/certificates\n1554208460\nNONCE\n\n");
/// ```
#[must_use]
pub fn request(method: &str, target: &str, timestamp: i64, nonce: &str, body: &[u8]) -> Vec<u8> {
    let capacity = method.len() + target.len() + TIMESTAMP_CAPACITY + nonce.len() + body.len() + 5;
    let mut message = Vec::with_capacity(capacity);
    push_line(&mut message, method.as_bytes());
    push_line(&mut message, target.as_bytes());
    writeln!(message, "{timestamp}").expect("writing to a Vec cannot fail");
    push_line(&mut message, nonce.as_bytes());
    push_line(&mut message, body);
    message
}

/// What the platform signs, for responses and notifications alike: `TIMESTAMP\nNONCE\nBODY\n`.
///
/// The timestamp is text because the message must repeat the header as it came, not a number that reads the same.
///
/// ```
/// let signed = payscore_wire::message::response("1554209980", "NONCE", b"{}");
/// assert_eq!(signed, b"1554209980\nNONCE\n{}\n");
/// ```
#[must_use]
pub fn response(timestamp: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(timestamp.len() + nonce.len() + body.len() + 3);
    push_line(&mut message, timestamp.as_bytes());
    push_line(&mut message, nonce.as_bytes());
    push_line(&mut message, body);
    message
}

/// What a merchant signs for the cashier of an ordinary payment: `APPID\nTIMESTAMP\nNONCE\nWHAT\n`, `what` being
/// `prepay_id=…` on web pages and in mini programs, and the bare `prepay_id` in apps.
///
/// ```
/// let signed = payscore_wire::message::payment("wx8", "1414561699", "NONCE", "prepay_id=wx2");
/// assert_eq!(signed, b"wx8\n1414561699\nNONCE\nprepay_id=wx2\n");
/// ```
#[must_use]
pub fn payment(appid: &str, timestamp: &str, nonce: &str, what: &str) -> Vec<u8> {
    let mut message = Vec::with_capacity(appid.len() + timestamp.len() + nonce.len() + what.len() + 4);
    for line in [appid, timestamp, nonce, what] {
        push_line(&mut message, line.as_bytes());
    }
    message
}

fn push_line(message: &mut Vec<u8>, line: &[u8]) {
    message.extend_from_slice(line);
    message.push(b'\n');
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_longest_timestamp_fits_without_growing() {
        let message = super::request("POST", "/v3", i64::MIN, "N", b"{}");
        assert_eq!(message, b"POST\n/v3\n-9223372036854775808\nN\n{}\n");
        assert_eq!(message.capacity(), message.len());
    }
}
