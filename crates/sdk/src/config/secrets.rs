//! Keys, parsed already or still as text.

use super::ConfigError;
use payscore_wire::{ApiV3Key, PrivateKey};
use zeroize::Zeroizing;

/// A merchant's private key for [`Config::builder`](super::Config::builder): a [`PrivateKey`], PEM text, or the bytes of
/// such a file (or of PKCS#8 in DER). Text and bytes are wiped after use.
pub struct PrivateKeyInput(Input<PrivateKey>);

/// An APIv3 key for [`Config::builder`](super::Config::builder): an [`ApiV3Key`], or its 32 characters, as text or
/// bytes, which are wiped after use.
pub struct ApiV3KeyInput(Input<ApiV3Key>);

enum Input<K> {
    Key(K),
    Bytes(Zeroizing<Vec<u8>>),
}

impl PrivateKeyInput {
    pub(super) fn into_key(self) -> Result<PrivateKey, ConfigError> {
        let bytes = match self.0 {
            Input::Key(key) => return Ok(key),
            Input::Bytes(bytes) => bytes,
        };
        let key = match std::str::from_utf8(&bytes) {
            Ok(pem) => PrivateKey::from_pem(pem),
            // DER is no text: the numbers of a key have bytes that no UTF-8 has.
            Err(_) => PrivateKey::from_pkcs8_der(&bytes),
        };
        key.map_err(ConfigError::PrivateKey)
    }
}

impl ApiV3KeyInput {
    pub(super) fn into_key(self) -> Result<ApiV3Key, ConfigError> {
        match self.0 {
            Input::Key(key) => Ok(key),
            // What is no text has no 32 characters, which is what the error says.
            Input::Bytes(bytes) => {
                ApiV3Key::new(std::str::from_utf8(&bytes).unwrap_or_default()).map_err(ConfigError::ApiV3Key)
            }
        }
    }
}

/// One `From` for each form in which the key may come.
macro_rules! inputs {
    ($input:ident from $key:ident) => {
        impl From<$key> for $input {
            fn from(key: $key) -> Self {
                Self(Input::Key(key))
            }
        }

        impl From<Vec<u8>> for $input {
            fn from(bytes: Vec<u8>) -> Self {
                Self(Input::Bytes(bytes.into()))
            }
        }

        impl From<&[u8]> for $input {
            fn from(bytes: &[u8]) -> Self {
                bytes.to_vec().into()
            }
        }

        impl From<String> for $input {
            fn from(text: String) -> Self {
                text.into_bytes().into()
            }
        }

        impl From<&str> for $input {
            fn from(text: &str) -> Self {
                text.as_bytes().into()
            }
        }

        impl From<Zeroizing<String>> for $input {
            fn from(mut text: Zeroizing<String>) -> Self {
                std::mem::take(&mut *text).into()
            }
        }
    };
}
inputs!(PrivateKeyInput from PrivateKey);
inputs!(ApiV3KeyInput from ApiV3Key);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{APIV3_KEY, merchant_key};
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    #[test]
    fn a_private_key_comes_as_text_or_bytes() {
        let pem = merchant_key().to_pkcs8_pem();
        let der = STANDARD.decode(pem.lines().filter(|line| !line.starts_with('-')).collect::<String>()).unwrap();
        let inputs: [PrivateKeyInput; 4] = [pem.as_str().into(), pem.as_bytes().into(), pem.clone().into(), der.into()];
        for input in inputs {
            assert_eq!(input.into_key().unwrap().public_key(), merchant_key().public_key());
        }
        let damaged = PrivateKeyInput::from(&[0xFF_u8, 0xFE][..]);
        assert!(matches!(damaged.into_key(), Err(ConfigError::PrivateKey(_))));
    }

    #[test]
    fn an_apiv3_key_comes_as_text_or_bytes() {
        assert!(ApiV3KeyInput::from(APIV3_KEY.as_bytes()).into_key().is_ok());
        assert!(matches!(ApiV3KeyInput::from(vec![0xFF; 32]).into_key(), Err(ConfigError::ApiV3Key(_))));
    }
}
