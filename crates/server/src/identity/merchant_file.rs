//! `merchant.json`: what a team needs to know of a merchant, and what it may change.

use super::platform::Platform;
use payscore_domain::{Merchant, Service, SubMerchant, User};
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

/// The contents of `merchant.json`.
#[derive(Clone, Serialize, Deserialize)]
pub struct MerchantFile {
    /// The merchant number.
    pub mchid: String,
    /// The serial number of `apiclient_cert.pem`.
    pub serial_no: String,
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
    /// The id of `wechatpay_public_key.pem`.
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
        self.wechatpay_public_key_id == platform.public_key.signing.serial
            && self.platform_serial_no == platform.certificate.signing.serial
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
