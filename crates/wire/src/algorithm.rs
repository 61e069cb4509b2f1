//! The families of algorithms that APIv3 is spoken with, and what each is called on the wire.

use std::fmt;

use crate::authorization::SCHEME;

/// What signs and encrypts. A key belongs to one family, and all that is said with it follows from that.
///
/// Source: APIv3接口使用国家商用密码指引, `pay.weixin.qq.com/docs/partner/development/shangmi/guide.html`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Algorithm {
    /// RSA with SHA-256, RSA-OAEP, AES-256-GCM.
    #[default]
    Rsa,
    /// SM2 with SM3, SM2's encryption, SM4-GCM: 国密.
    #[cfg(feature = "sm")]
    Sm2,
}

impl Algorithm {
    /// All that this build speaks.
    pub const ALL: &'static [Self] = &[
        Self::Rsa,
        #[cfg(feature = "sm")]
        Self::Sm2,
    ];

    /// The family of an `Authorization` scheme or a `Wechatpay-Signature-Type`.
    #[must_use]
    pub fn of_scheme(scheme: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.scheme() == scheme)
    }

    /// The family of an encrypted resource's `algorithm`.
    #[must_use]
    pub fn of_aead(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.aead() == name)
    }

    /// The `Authorization` scheme, which is the `Wechatpay-Signature-Type`, too.
    #[must_use]
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Rsa => SCHEME,
            #[cfg(feature = "sm")]
            Self::Sm2 => "WECHATPAY2-SM2-WITH-SM3",
        }
    }

    /// What a resource encrypted under the APIv3 key names as its `algorithm`.
    #[must_use]
    pub fn aead(self) -> &'static str {
        match self {
            Self::Rsa => crate::aead::ALGORITHM,
            #[cfg(feature = "sm")]
            Self::Sm2 => "AEAD_SM4_GCM",
        }
    }

    /// The `algorithm_type` of `GET /v3/certificates`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            #[cfg(feature = "sm")]
            Self::Sm2 => "SM2",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
