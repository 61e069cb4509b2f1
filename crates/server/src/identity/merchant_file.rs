//! `merchant.json`: what a team needs to know of a merchant, and what it may change.

use super::platform::Platform;
use payscore_domain::{Merchant, Service, SubMerchant, User};
use payscore_wire::Algorithm;
use serde::{Deserialize, Serialize};

/// With which identity the platform signs for a merchant when a request names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlatformIdentity {
    /// The platform certificate; `GET /v3/certificates` lists it.
    #[default]
    Certificate,
    /// The WeChat Pay public key; `GET /v3/certificates` knows none.
    PublicKey,
}

impl PlatformIdentity {
    pub(super) const BOTH: [Self; 2] = [Self::Certificate, Self::PublicKey];
}

/// Of which kind a merchant's keys are, and with it those that the platform uses for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyAlgorithm {
    /// RSA with SHA-256, AES-256-GCM.
    #[default]
    Rsa,
    /// SM2 with SM3, SM4-GCM: 国密.
    Sm2,
}

impl KeyAlgorithm {
    pub(crate) fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            #[cfg(feature = "sm")]
            Algorithm::Sm2 => Self::Sm2,
            _ => Self::Rsa,
        }
    }
}

/// The contents of `merchant.json`.
#[derive(Clone, Serialize, Deserialize)]
pub struct MerchantFile {
    /// The merchant number.
    pub mchid: String,
    /// The serial number of `apiclient_cert.pem`.
    pub serial_no: String,
    /// Of which kind its key is.
    #[serde(default)]
    pub algorithm: KeyAlgorithm,
    /// The application bound to the merchant number.
    pub appid: String,
    /// A provider's sub-merchant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_mchid: Option<String>,
    /// Its application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_appid: Option<String>,
    /// The channel through which an acquiring institution calls for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<String>,
    /// The currency that the sub-merchant is paid out in, for orders abroad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_currency: Option<String>,
    /// Signs what a front end launches: 32 bytes.
    pub apiv2_key: String,
    /// Encrypts notifications and certificates: 32 bytes.
    pub apiv3_key: String,
    /// The id of `wechatpay_public_key.pem`; empty for a merchant with SM2 keys, who has none.
    pub wechatpay_public_key_id: String,
    /// The serial number of `platform_cert.pem`.
    pub platform_serial_no: String,
    /// With which of the two the platform signs by itself.
    #[serde(default)]
    pub platform_identity: PlatformIdentity,
    /// Where notifications of operations without a `notify_url` go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify_url: Option<String>,
    /// The services granted.
    pub services: Vec<Service>,
    /// The users that exist.
    pub users: Vec<User>,
}

impl MerchantFile {
    /// Whether it names the platform's identities as they are.
    pub(super) fn knows(&self, platform: &Platform) -> bool {
        let platform = platform.current();
        match (self.algorithm, &platform.sm2) {
            (KeyAlgorithm::Sm2, Some(sm2)) => self.platform_serial_no == sm2.serial,
            _ => {
                self.wechatpay_public_key_id == platform.public_key.signing.serial
                    && self.platform_serial_no == platform.certificate.signing.serial
            }
        }
    }

    /// As the rules see the merchant.
    pub(crate) fn merchant(&self) -> Merchant {
        let sub = self.sub_mchid.as_ref().zip(self.sub_appid.as_ref());
        Merchant {
            mchid: self.mchid.as_str().into(),
            appid: self.appid.as_str().into(),
            sub: sub.map(|(mchid, appid)| SubMerchant {
                mchid: mchid.as_str().into(),
                appid: appid.as_str().into(),
                channel_id: self.channel_id.as_deref().map(Into::into),
                currency: self.sub_currency.as_deref().map(Into::into),
            }),
            services: self.services.clone(),
            users: self.users.clone(),
        }
    }
}
