//! The envelope of a callback: metadata in the clear, the resource encrypted under the APIv3 key.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::aead::{ApiV3Key, OpenError, SealError};
use crate::algorithm::Algorithm;
use crate::rfc3339;

/// `resource_type` of every notification.
pub const RESOURCE_TYPE: &str = "encrypt-resource";

/// The body of a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The notification's own identifier, the same on every retry.
    pub id: String,
    /// When it was made, RFC 3339.
    pub create_time: String,
    /// Always [`RESOURCE_TYPE`].
    pub resource_type: String,
    /// Such as `PAYSCORE.USER_CONFIRM`.
    pub event_type: String,
    /// A few words for people.
    #[serde(default)]
    pub summary: String,
    /// What happened, encrypted.
    pub resource: Resource,
}

/// The encrypted part of an [`Envelope`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// Such as `AEAD_AES_256_GCM`, see [`Algorithm::aead`].
    pub algorithm: String,
    /// What the plaintext is about, such as `payscore`.
    #[serde(default)]
    pub original_type: String,
    /// Authenticated along with the ciphertext.
    #[serde(default)]
    pub associated_data: String,
    /// Twelve characters.
    pub nonce: String,
    /// Base64 of ciphertext and tag.
    pub ciphertext: String,
}

/// What goes into an [`Envelope`] besides the plaintext.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice<'a> {
    /// The notification's own identifier.
    pub id: &'a str,
    /// When it was made, in unix seconds.
    pub create_time: i64,
    /// Such as `PAYSCORE.USER_CONFIRM`.
    pub event_type: &'a str,
    /// A few words for people.
    pub summary: &'a str,
    /// What the plaintext is about. Never empty upstream: wechatpay-java demands it.
    pub original_type: &'a str,
    /// Authenticated along with the ciphertext. Never empty upstream.
    pub associated_data: &'a str,
    /// Twelve characters that never repeat under one key.
    pub nonce: &'a str,
}

impl Envelope {
    /// Encrypts `plaintext` (the resource's JSON) into an envelope.
    ///
    /// # Errors
    /// [`SealError`], for a nonce that is not 12 bytes long.
    ///
    /// ```
    /// use payscore_wire::{ApiV3Key, Envelope, Notice};
    ///
    /// let key = ApiV3Key::new("0123456789abcdef0123456789abcdef")?;
    /// let notice = Notice {
    ///     id: "EV-2018022511223320873",
    ///     create_time: 1_528_425_296,
    ///     event_type: "PAYSCORE.USER_CONFIRM",
    ///     summary: "微信支付分服务订单用户已确认",
    ///     original_type: "payscore",
    ///     associated_data: "payscore",
    ///     nonce: "fdasflkja484",
    /// };
    /// let envelope = Envelope::seal(&key, &notice, br#"{"state":"DOING"}"#)?;
    /// assert_eq!(envelope.create_time, "2018-06-08T10:34:56+08:00");
    /// assert_eq!(envelope.open(&key)?, br#"{"state":"DOING"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn seal(key: &ApiV3Key, notice: &Notice<'_>, plaintext: &[u8]) -> Result<Self, SealError> {
        Self::seal_with(Algorithm::Rsa, key, notice, plaintext)
    }

    /// The same for a merchant with keys of this kind.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn seal_with(
        algorithm: Algorithm,
        key: &ApiV3Key,
        notice: &Notice<'_>,
        plaintext: &[u8],
    ) -> Result<Self, SealError> {
        Ok(Self {
            id: notice.id.to_owned(),
            create_time: rfc3339::format(notice.create_time),
            resource_type: RESOURCE_TYPE.to_owned(),
            event_type: notice.event_type.to_owned(),
            summary: notice.summary.to_owned(),
            resource: Resource {
                algorithm: algorithm.aead().to_owned(),
                original_type: notice.original_type.to_owned(),
                associated_data: notice.associated_data.to_owned(),
                nonce: notice.nonce.to_owned(),
                ciphertext: key.seal_with(algorithm, notice.nonce, notice.associated_data, plaintext)?,
            },
        })
    }

    /// Decrypts the resource. Check the signature first, see [`verify`](crate::verify).
    ///
    /// # Errors
    /// [`OpenError`], checked in the order of its variants.
    pub fn open(&self, key: &ApiV3Key) -> Result<Vec<u8>, OpenError> {
        let Resource { algorithm, associated_data, nonce, ciphertext, .. } = &self.resource;
        key.open_named(algorithm, nonce, associated_data, ciphertext)
    }
}

/// An [`Envelope`] that is read where it lies: of a body in memory nothing is copied that has no escapes in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EnvelopeRef<'a> {
    /// The notification's own identifier, the same on every retry.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// When it was made, RFC 3339.
    #[serde(borrow)]
    pub create_time: Cow<'a, str>,
    /// Always [`RESOURCE_TYPE`].
    #[serde(borrow)]
    pub resource_type: Cow<'a, str>,
    /// Such as `PAYSCORE.USER_CONFIRM`.
    #[serde(borrow)]
    pub event_type: Cow<'a, str>,
    /// A few words for people.
    #[serde(borrow, default)]
    pub summary: Cow<'a, str>,
    /// What happened, encrypted.
    #[serde(borrow)]
    pub resource: ResourceRef<'a>,
}

/// The encrypted part of an [`EnvelopeRef`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ResourceRef<'a> {
    /// The cipher: [`Algorithm::aead`] of the merchant's.
    #[serde(borrow)]
    pub algorithm: Cow<'a, str>,
    /// Authenticated along with the ciphertext.
    #[serde(borrow, default)]
    pub associated_data: Cow<'a, str>,
    /// Twelve characters.
    #[serde(borrow)]
    pub nonce: Cow<'a, str>,
    /// Base64 of ciphertext and tag.
    #[serde(borrow)]
    pub ciphertext: Cow<'a, str>,
}

impl EnvelopeRef<'_> {
    /// Decrypts the resource. Check the signature first, see [`verify`](crate::verify).
    ///
    /// # Errors
    /// [`OpenError`], checked in the order of its variants.
    pub fn open(&self, key: &ApiV3Key) -> Result<Vec<u8>, OpenError> {
        let ResourceRef { algorithm, associated_data, nonce, ciphertext } = &self.resource;
        key.open_named(algorithm, nonce, associated_data, ciphertext)
    }
}
