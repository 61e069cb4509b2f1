//! Keys, parsed already or still as text.

use super::ConfigError;
use payscore_wire::{ApiV3Key, PrivateKey};
use zeroize::Zeroizing;

/// A merchant's private key for [`Config::builder`](super::Config::builder): a [`PrivateKey`], or PEM text, which is
/// wiped after use.
pub struct PrivateKeyInput(Input<PrivateKey>);

/// An APIv3 key for [`Config::builder`](super::Config::builder): an [`ApiV3Key`], or its 32 characters, which are
/// wiped after use.
pub struct ApiV3KeyInput(Input<ApiV3Key>);

enum Input<K> {
    Key(K),
    Text(Zeroizing<String>),
}

impl PrivateKeyInput {
    pub(super) fn into_key(self) -> Result<PrivateKey, ConfigError> {
        match self.0 {
            Input::Key(key) => Ok(key),
            Input::Text(pem) => PrivateKey::from_pem(&pem).map_err(ConfigError::PrivateKey),
        }
    }
}

impl ApiV3KeyInput {
    pub(super) fn into_key(self) -> Result<ApiV3Key, ConfigError> {
        match self.0 {
            Input::Key(key) => Ok(key),
            Input::Text(text) => ApiV3Key::new(&text).map_err(ConfigError::ApiV3Key),
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

        impl From<String> for $input {
            fn from(text: String) -> Self {
                Self(Input::Text(text.into()))
            }
        }

        impl From<&str> for $input {
            fn from(text: &str) -> Self {
                text.to_owned().into()
            }
        }

        impl From<Zeroizing<String>> for $input {
            fn from(text: Zeroizing<String>) -> Self {
                Self(Input::Text(text))
            }
        }
    };
}
inputs!(PrivateKeyInput from PrivateKey);
inputs!(ApiV3KeyInput from ApiV3Key);
