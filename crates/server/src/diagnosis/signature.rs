//! The signature's text: is it the base64 of as many bytes as the key gives? What else might it be?

use super::cause::Cause;
use super::finding::Finding;
use super::known::KnownKey;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD};
use payscore_wire::evidence;
use percent_encoding::percent_decode_str;

/// Takes base64 with and without padding, and with bits left over where it was cut.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const ANY_BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const ANY_BASE64_URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);
/// The shortest RSA signature: what is shorter is something else.
const SHORTEST: usize = 128;
/// Longer than any signature in any encoding.
const LONGEST_TEXT: usize = 8192;

/// What the text stands for.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    /// What is wrong with how it is written.
    pub(super) finding: Option<Finding>,
}

/// Reads the text in whatever way makes sense of it.
pub(super) fn decode(text: &str) -> Decoded {
    let text = if text.len() > LONGEST_TEXT { "" } else { text };
    let written = |bytes, cause| Decoded { bytes, finding: Some(Finding::new(cause)) };
    // Hexadecimal digits are all base64 as well: this has to be asked first.
    if let Some(bytes) = hex(text) {
        return written(bytes, Cause::SignatureHex);
    }
    if let Ok(bytes) = STANDARD.decode(text) {
        let again = (bytes.len() > SHORTEST).then(|| STANDARD.decode(&bytes).ok()).flatten();
        return match again {
            Some(bytes) => written(bytes, Cause::SignatureTwice),
            None => Decoded { bytes, finding: None },
        };
    }
    let unescaped = percent_decode_str(text).decode_utf8_lossy().replace(' ', "+");
    if unescaped != text
        && let Ok(bytes) = ANY_BASE64.decode(&unescaped)
    {
        return written(bytes, Cause::SignatureUrlEncoded);
    }
    if text.contains(['-', '_'])
        && let Ok(bytes) = ANY_BASE64_URL.decode(text)
    {
        return written(bytes, Cause::SignatureBase64Url);
    }
    // One character left over holds less than a byte.
    let whole =
        if text.trim_end_matches('=').len() % 4 == 1 { text.get(..text.len() - 1).unwrap_or_default() } else { text };
    match ANY_BASE64.decode(whole) {
        Ok(bytes) => written(bytes, Cause::SignatureUnpadded),
        Err(_) => written(Vec::new(), Cause::SignatureNoBase64),
    }
}

/// Hexadecimal digits, as many as a signature or a hash has.
fn hex(text: &str) -> Option<Vec<u8>> {
    let fits = matches!(text.len(), 32 | 40 | 64 | 128) || text.len() >= 2 * SHORTEST;
    if !fits || text.len() % 2 == 1 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// Why no known key opens the signature.
pub(super) fn unopened(merchant: &KnownKey, message: &[u8], decoded: &Decoded) -> Finding {
    let Decoded { bytes, finding } = decoded;
    let expected_bytes = merchant.key.bits().div_ceil(8);
    let hash = match bytes.len() {
        16 => Some("MD5"),
        20 => Some("SHA-1"),
        32 => Some("SHA-256 or HMAC-SHA256"),
        64 => Some("SHA-512"),
        _ => None,
    };
    if let Some(hash) = hash {
        let apiv3 = merchant.apiv3_key.as_ref().is_some_and(|key| key.hmac_sha256(message) == *bytes);
        let apiv2 = merchant.apiv2_key.as_ref().is_some_and(|key| key.hmac_sha256(message) == *bytes);
        return match (apiv3, apiv2) {
            (true, _) => Finding::new(Cause::SignatureHmac).both("key", "the APIv3 key", "APIv3 密钥"),
            (_, true) => Finding::new(Cause::SignatureHmac).both("key", "the APIv2 key", "APIv2 密钥"),
            _ => Finding::new(Cause::SignatureHash).with("bytes", bytes.len()).with("hash", hash),
        };
    }
    if evidence::is_pss(&merchant.key, message, bytes) {
        return Finding::new(Cause::PaddingPss);
    }
    if bytes.is_empty() {
        return Finding::new(Cause::SignatureNoBase64);
    }
    if bytes.len() != expected_bytes {
        return Finding::new(Cause::SignatureCut).with("bytes", bytes.len()).with("expected_bytes", expected_bytes);
    }
    match finding {
        Some(finding) => finding.clone(),
        None => Finding::new(Cause::KeyUnknown).with("expected", &merchant.serial),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (usize, Option<Cause>) {
        let decoded = decode(text);
        (decoded.bytes.len(), decoded.finding.map(|finding| finding.cause()))
    }

    #[test]
    fn a_signature_is_read_however_it_is_written() {
        let bytes: Vec<u8> = (0..=255).collect();
        let right = STANDARD.encode(&bytes);
        assert_eq!(found(&right), (256, None));
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let url = right.replace('+', "-").replace('/', "_");
        for (text, cause) in [
            (hex, Cause::SignatureHex),
            (STANDARD.encode(&right), Cause::SignatureTwice),
            (url.clone(), Cause::SignatureBase64Url),
            (url.trim_end_matches('=').to_owned(), Cause::SignatureBase64Url),
            (right.replace('+', "%2B").replace('=', "%3D"), Cause::SignatureUrlEncoded),
            (right.replace('+', " "), Cause::SignatureUrlEncoded),
            (right.trim_end_matches('=').to_owned(), Cause::SignatureUnpadded),
        ] {
            assert_eq!(found(&text), (256, Some(cause)), "{text}");
        }
        assert_eq!(found("???"), (0, Some(Cause::SignatureNoBase64)));
        assert_eq!(found(&"A".repeat(LONGEST_TEXT + 1)).0, 0);
        for length in 0..right.len() {
            assert!(found(&right[..length]).0 < 256 || length >= 342, "{length}");
        }
    }
}
