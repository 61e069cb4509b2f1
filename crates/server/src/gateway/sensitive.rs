//! Sensitive fields: encrypted by the merchant for the platform key that the request's `Wechatpay-Serial` names.

use super::Caller;
use crate::refusal::Refusal;
use payscore_api::spec::{Field, Schema};
use payscore_api::{Violation, check_decrypted};
use payscore_wire::{CipherError, PrivateKey};

/// What opens one request's sensitive fields.
pub(crate) struct Opener<'a> {
    key: &'a PrivateKey,
}

impl Caller {
    /// The key that the request's sensitive fields were encrypted for.
    pub(crate) fn opener(&self) -> Result<Opener<'_>, Refusal> {
        match self.platform_serial.as_deref() {
            None | Some("") => Err(Refusal::violation(&Violation::key_unnamed())),
            Some(serial) => match self.platform.named(serial) {
                Some(signer) => Ok(Opener { key: &signer.key }),
                None if self.platform.is_retired(serial) => Err(Refusal::violation(&Violation::key_retired(serial))),
                None => Err(Refusal::violation(&Violation::key_unknown(serial))),
            },
        }
    }
}

impl Opener<'_> {
    /// What the field `name` of `O` holds, within its limits. A refusal names the field and never the text.
    pub(crate) fn open<O: Schema>(&self, name: &str, ciphertext: Option<&String>) -> Result<Option<String>, Refusal> {
        let (Some(ciphertext), Some(field)) = (ciphertext, O::FIELDS.iter().find(|field| field.name == name)) else {
            return Ok(None);
        };
        self.decrypt(field, ciphertext).map(Some).map_err(|violation| Refusal::violation(&violation))
    }

    fn decrypt(&self, field: &Field, ciphertext: &str) -> Result<String, Violation> {
        let bytes = self.key.decrypt(ciphertext).map_err(|error| {
            let reason = error.to_string();
            match error {
                CipherError::Undecryptable => Violation::undecryptable(field, &reason),
                _ => Violation::not_encrypted(field, &reason),
            }
        })?;
        let text =
            String::from_utf8(bytes).map_err(|_| Violation::undecryptable(field, "what was encrypted is not UTF-8"))?;
        check_decrypted(field, &text)?;
        Ok(text)
    }
}
