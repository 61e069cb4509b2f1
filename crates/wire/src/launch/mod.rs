//! What a front end opens PayScore's pages with is signed by the merchant's back end: HMAC-SHA256 under the APIv2 key.
//!
//! It is the one signature of PayScore that is not RSA, and the one place where the APIv2 key is needed.

mod business;

pub use business::BusinessType;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

/// The only `sign_type` there is.
pub const SIGN_TYPE: &str = "HMAC-SHA256";
/// The parameter that holds the signature, and is therefore not part of what is signed.
pub const SIGN: &str = "sign";
/// The length of an APIv2 key.
pub const KEY_LENGTH: usize = 32;

/// Why a text is not an APIv2 key. The text itself is not repeated: it may be a secret with a typing error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiV2KeyError {
    /// Not 32 characters long.
    #[error("an APIv2 key has 32 characters, this one has {got}; mind spaces and line breaks at its ends")]
    Length {
        /// Bytes given.
        got: usize,
    },
    /// Holds a character outside ASCII.
    #[error("an APIv2 key consists of ASCII characters only")]
    NotAscii,
}

/// A merchant's APIv2 key. `Debug` shows nothing of it, and it is wiped when dropped.
#[derive(Clone)]
pub struct ApiV2Key(Zeroizing<String>);

impl ApiV2Key {
    /// Takes the key as the merchant platform shows it: 32 ASCII characters.
    ///
    /// # Errors
    /// [`ApiV2KeyError`]: another length, or other characters.
    pub fn new(text: &str) -> Result<Self, ApiV2KeyError> {
        if !text.is_ascii() {
            return Err(ApiV2KeyError::NotAscii);
        }
        if text.len() != KEY_LENGTH {
            return Err(ApiV2KeyError::Length { got: text.len() });
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// Signs launch parameters: 64 upper-case hexadecimal digits. `sign` and empty values are left out by themselves,
    /// and the order does not matter.
    ///
    /// ```
    /// # use payscore_wire::launch::ApiV2Key;
    /// let key = ApiV2Key::new("192006250b4c09247ec02edce69f6a2d")?;
    /// let sign = key.sign([("mch_id", "10000100"), ("nonce_str", "ibuaiVcKdpRxkhJA"), ("body", "test"),
    ///     ("appid", "wxd930ea5d5a258f4f"), ("device_info", "1000")]);
    /// assert_eq!(sign, "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6");
    /// # Ok::<(), payscore_wire::launch::ApiV2KeyError>(())
    /// ```
    #[must_use]
    pub fn sign<'a>(&self, parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        let text = signed_text(parameters);
        let mut whole = Zeroizing::new(String::with_capacity(text.len() + "&key=".len() + self.0.len()));
        for part in [text.as_str(), "&key=", self.0.as_str()] {
            whole.push_str(part);
        }
        mac(&self.0, &whole)
    }

    /// HMAC-SHA256 of a message, raw: what somebody signs with who takes this key for a private key.
    #[must_use]
    pub fn hmac_sha256(&self, message: &[u8]) -> Vec<u8> {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, self.0.as_bytes()), message).as_ref().to_vec()
    }

    /// The bare HMAC of a text, as [`sign`](Self::sign) writes it, without the key at the text's end: for telling
    /// whoever forgot it what is missing.
    #[must_use]
    pub fn mac_without_key(&self, text: &str) -> String {
        mac(&self.0, text)
    }

    /// The HMAC of a text with the key at its end, whatever the text's form.
    #[must_use]
    pub fn mac(&self, text: &str) -> String {
        let whole = Zeroizing::new(format!("{text}&key={}", self.0.as_str()));
        mac(&self.0, &whole)
    }
}

impl fmt::Debug for ApiV2Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiV2Key(…)")
    }
}

/// What is signed, but for the key at its end: `name=value`, joined by `&`, by name in the order of ASCII.
///
/// ```
/// # use payscore_wire::launch::signed_text;
/// assert_eq!(signed_text([("sign", "x"), ("timestamp", "1"), ("mch_id", "2"), ("empty", "")]), "mch_id=2&timestamp=1");
/// ```
#[must_use]
pub fn signed_text<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let signed = parameters.into_iter().filter(|(name, value)| *name != SIGN && !value.is_empty());
    let sorted: BTreeMap<&str, &str> = signed.collect();
    let pairs: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

fn mac(key: &str, text: &str) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()), text.as_bytes());
    tag.as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02X}").expect("writing to a String cannot fail");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "192006250b4c09247ec02edce69f6a2d";

    #[test]
    fn the_known_answer_of_the_documents() {
        // pay.weixin.qq.com/wiki/doc/api/jsapi.php?chapter=4_3
        let parameters = [
            ("appid", "wxd930ea5d5a258f4f"),
            ("mch_id", "10000100"),
            ("device_info", "1000"),
            ("body", "test"),
            ("nonce_str", "ibuaiVcKdpRxkhJA"),
        ];
        let text = "appid=wxd930ea5d5a258f4f&body=test&device_info=1000&mch_id=10000100&nonce_str=ibuaiVcKdpRxkhJA";
        assert_eq!(signed_text(parameters), text);
        let key = ApiV2Key::new(KEY).unwrap();
        let expected = "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6";
        assert_eq!(key.sign(parameters), expected);
        assert_eq!(key.mac(text), expected);
        assert_ne!(key.mac_without_key(text), expected);
    }

    #[test]
    fn keys_have_32_ascii_characters_and_are_not_shown() {
        assert_eq!(ApiV2Key::new("short").unwrap_err(), ApiV2KeyError::Length { got: 5 });
        assert_eq!(ApiV2Key::new(&format!("{KEY}\n")).unwrap_err(), ApiV2KeyError::Length { got: 33 });
        assert_eq!(ApiV2Key::new("密钥").unwrap_err(), ApiV2KeyError::NotAscii);
        assert_eq!(format!("{:?}", ApiV2Key::new(KEY).unwrap()), "ApiV2Key(…)");
    }
}
