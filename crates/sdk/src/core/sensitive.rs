//! Sensitive fields: names, phone and identity numbers travel encrypted for the platform key that `Wechatpay-Serial`
//! names, and come back encrypted for the merchant's own.

use crate::config::Config;
use crate::error::{EncodeError, Error, LimitsError};
use bytes::Bytes;
use payscore_api::spec::{Field, OperationSpec};
use payscore_api::{Operation, check_decrypted, for_each_encrypted};
use payscore_wire::{CipherError, PublicKey};

/// Why a sensitive text could not be encrypted or decrypted. It never holds the text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SensitiveError {
    /// No platform key is known that is valid now. Download the certificates first, or configure the public key.
    #[error("there is no valid platform key to encrypt `{field}` for; download the platform certificates first")]
    NoKey {
        /// The first field to encrypt.
        field: &'static str,
    },
    /// It does not fit: RSA takes 214 bytes with a key of 2048 bits, SM2 any but none.
    #[error("`{field}` cannot be encrypted")]
    Encrypt {
        /// The field.
        field: &'static str,
        /// Why not.
        source: CipherError,
    },
    /// It is not encrypted for this merchant's key.
    #[error("the encrypted text does not open with the merchant's private key")]
    Decrypt(#[source] CipherError),
    /// What was encrypted is no text.
    #[error("what was encrypted is not UTF-8")]
    NotText,
}

/// A text that was encrypted for a platform key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Encrypted {
    /// What to send in the text's place: base64.
    pub ciphertext: String,
    /// The key's serial, for the `Wechatpay-Serial` header.
    pub platform_serial: String,
}

impl Config {
    /// Encrypts a sensitive text for the preferred platform key, for a call by path. Every client sends that key's
    /// serial as `Wechatpay-Serial`. Typed requests need no help: they are encrypted where the catalogue says so.
    ///
    /// # Errors
    /// [`SensitiveError::NoKey`], [`SensitiveError::Encrypt`].
    pub fn encrypt(&self, text: &str) -> Result<Encrypted, SensitiveError> {
        let (platform_serial, key) = key(self, "text")?;
        let encrypt = |source| SensitiveError::Encrypt { field: "text", source };
        Ok(Encrypted { ciphertext: key.encrypt(text.as_bytes()).map_err(encrypt)?, platform_serial })
    }

    /// Decrypts a sensitive text of an answer with the merchant's private key.
    ///
    /// # Errors
    /// [`SensitiveError::Decrypt`], [`SensitiveError::NotText`].
    pub fn decrypt(&self, ciphertext: &str) -> Result<String, SensitiveError> {
        let bytes = self.private_key().decrypt(ciphertext).map_err(SensitiveError::Decrypt)?;
        String::from_utf8(bytes).map_err(|_| SensitiveError::NotText)
    }
}

/// The body of a request with sensitive fields, and the serial of the key that they are encrypted for; without a key
/// where the fields are left out.
pub(super) fn encrypt<O: Operation>(request: &O, config: &Config) -> Result<(Bytes, Option<String>), Error> {
    let mut body = serde_json::to_value(request).map_err(EncodeError::Body)?;
    let mut key = None;
    let mut seal = |field: &Field, text: &str| seal(field, text, O::SPEC, config, &mut key);
    for_each_encrypted(O::SPEC.body_fields, &mut body, &mut seal)?;
    let body = super::encode_body(&body)?;
    Ok((body, key.map(|(serial, _)| serial)))
}

fn seal(
    field: &Field,
    text: &str,
    spec: &'static OperationSpec,
    config: &Config,
    chosen: &mut Option<(String, PublicKey)>,
) -> Result<String, Error> {
    if config.checks_limits() {
        check_decrypted(field, text).map_err(|violation| LimitsError { operation: spec.name, violation })?;
    }
    let (_, key) = match chosen {
        Some(chosen) => chosen,
        None => chosen.insert(key(config, field.name)?),
    };
    let encrypt = |source| SensitiveError::Encrypt { field: field.name, source };
    Ok(key.encrypt(text.as_bytes()).map_err(encrypt)?)
}

fn key(config: &Config, field: &'static str) -> Result<(String, PublicKey), SensitiveError> {
    config
        .platform_keys()
        .preferred_key(config.private_key().algorithm(), config.now())
        .ok_or(SensitiveError::NoKey { field })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Call;
    use crate::platform_keys::PlatformKeys;
    use crate::testing::{NOW, PUBLIC_KEY_ID, certificate, config, config_with, merchant_key, platform_key};
    use payscore_api::payscore::payafter_orders::CreatePayAfterOrder;
    use serde_json::{Value, json};

    fn request(fields: &Value) -> CreatePayAfterOrder {
        let mut body = json!({ "appid": "wx1", "service_id": "5", "out_order_no": "1" });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn sensitive_fields_are_encrypted_for_the_key_that_is_named() {
        let fields = json!({ "name": "张三", "phone": "13800138000", "openid": "o1" });
        let call = Call::of(&request(&fields), &config()).unwrap();
        assert_eq!(call.platform_serial.as_deref(), Some(PUBLIC_KEY_ID));
        let body: Value = serde_json::from_slice(&call.body).unwrap();
        for (name, text) in [("name", "张三"), ("phone", "13800138000")] {
            let opened = platform_key().decrypt(body[name].as_str().unwrap()).unwrap();
            assert_eq!(opened, text.as_bytes());
        }
        assert_eq!(body["openid"], "o1");
        let request = crate::core::prepare(&config(), &call).unwrap();
        assert_eq!(request.headers["wechatpay-serial"], PUBLIC_KEY_ID);
    }

    #[test]
    fn the_named_key_stays_the_same_when_another_is_preferred_by_then() {
        let old = certificate(1, NOW + 10);
        let config = config_with(PlatformKeys::new().with_certificate(old.clone()));
        let call = Call::of(&request(&json!({ "name": "张三" })), &config).unwrap();
        config.platform_keys().add_certificate(certificate(2, NOW + 20));
        let request = crate::core::prepare(&config, &call).unwrap();
        assert_eq!(request.headers["wechatpay-serial"], old.serial_no());
    }

    #[test]
    fn without_sensitive_fields_no_key_is_needed() {
        let call = Call::of(&request(&json!({})), &config_with(PlatformKeys::new())).unwrap();
        assert_eq!(call.platform_serial, None);
        let error = Call::of(&request(&json!({ "name": "张三" })), &config_with(PlatformKeys::new())).unwrap_err();
        assert!(matches!(error, Error::Sensitive(SensitiveError::NoKey { field: "name" })), "{error:?}");
    }

    #[test]
    fn limits_are_those_of_the_plaintext_and_no_error_shows_it() {
        let phone = "1".repeat(21);
        let error = Call::of(&request(&json!({ "phone": phone })), &config()).unwrap_err();
        let Error::Limits(limits) = &error else { panic!("{error:?}") };
        assert_eq!(limits.violation.field(), "/phone");
        assert!(!format!("{error:?}").contains(&phone));
        let address = "街".repeat(200);
        let error = Call::of(&request(&json!({ "address": address })), &config()).unwrap_err();
        assert!(matches!(&error, Error::Sensitive(SensitiveError::Encrypt { field: "address", .. })), "{error:?}");
        assert!(!format!("{error:?}").contains('街'));
    }

    #[test]
    fn calls_by_path_are_helped_both_ways() {
        let sealed = config().encrypt("张三").unwrap();
        assert_eq!(sealed.platform_serial, PUBLIC_KEY_ID);
        assert_eq!(platform_key().decrypt(&sealed.ciphertext).unwrap(), "张三".as_bytes());
        let answered = merchant_key().public_key().encrypt("李四".as_bytes()).unwrap();
        assert_eq!(config().decrypt(&answered).unwrap(), "李四");
        assert!(matches!(config().decrypt(&sealed.ciphertext), Err(SensitiveError::Decrypt(_))));
    }
}
