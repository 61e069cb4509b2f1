//! Who asks, whom, with which keys.

mod base_url;
mod cache;
mod download;
mod environment;
mod error;
mod merchant_dir;
mod network;
#[cfg(feature = "pkcs12")]
mod pkcs12;
mod secrets;
mod sources;
mod timer;

pub(crate) use base_url::BaseUrl;
pub use error::ConfigError;
pub use network::{DEFAULT_CERTIFICATE_REFRESH, DEFAULT_CONNECT_TIMEOUT, DEFAULT_TIMEOUT, DEFAULT_TOTAL_TIMEOUT, Pool};
#[cfg(feature = "pkcs12")]
pub use pkcs12::{Pkcs12, Pkcs12Error};
pub use secrets::{ApiV3KeyInput, PrivateKeyInput};
pub(crate) use sources::Clock;
pub use timer::{SystemTimer, Timer};

use crate::error::Error;
use crate::platform_keys::PlatformKeys;
use cache::CertificateCache;
use network::Network;
use payscore_wire::{ApiV3Key, PrivateKey};
use sources::Nonces;
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// WeChat Pay itself.
pub const DEFAULT_BASE_URL: &str = "https://api.mch.weixin.qq.com";

/// A merchant's configuration, checked. `Debug` shows no secrets.
#[derive(Clone)]
pub struct Config {
    mchid: String,
    serial_no: String,
    private_key: PrivateKey,
    apiv3_key: ApiV3Key,
    platform_keys: PlatformKeys,
    network: Network,
    certificate_cache: Option<CertificateCache>,
    check_limits: bool,
    clock: Clock,
    nonces: Nonces,
}

#[bon::bon]
impl Config {
    /// Starts a configuration; `build` checks and finishes it.
    ///
    /// # Errors
    /// [`ConfigError`] names what cannot be used, and why.
    ///
    /// ```no_run
    /// use payscore::{Config, PlatformKeys, PublicKey};
    ///
    /// let platform = PublicKey::from_pem(&std::fs::read_to_string("wechatpay_public_key.pem")?)?;
    /// let config = Config::builder()
    ///     .mchid("1900000109")
    ///     .serial_no("1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E")
    ///     .private_key(std::fs::read_to_string("apiclient_key.pem")?)
    ///     .apiv3_key(std::env::var("APIV3_KEY")?)
    ///     .platform_keys(PlatformKeys::new().with_public_key("PUB_KEY_ID_0119000001092024112900382800000000", platform))
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[builder]
    pub fn new(
        /// The merchant number; a service provider's own.
        #[builder(into)]
        mchid: String,
        /// The serial number of the merchant's API certificate, `apiclient_cert.pem`: hexadecimal.
        #[builder(into)]
        serial_no: String,
        /// The merchant's private key: a [`PrivateKey`], or the text of `apiclient_key.pem`.
        #[builder(into)]
        private_key: PrivateKeyInput,
        /// The merchant's APIv3 key: an [`ApiV3Key`], or its 32 characters.
        #[builder(into)]
        apiv3_key: ApiV3KeyInput,
        /// WeChat Pay's keys. None at first if the client is to download the platform certificates.
        #[builder(default)]
        platform_keys: PlatformKeys,
        /// Scheme and authority, with or without a path in front of `/v3`, which then is part of what is signed.
        /// [`DEFAULT_BASE_URL`] when left out.
        #[builder(default = DEFAULT_BASE_URL)]
        base_url: &str,
        /// How long to wait for a connection. [`DEFAULT_CONNECT_TIMEOUT`] when left out.
        #[builder(default = DEFAULT_CONNECT_TIMEOUT)]
        connect_timeout: Duration,
        /// How long one try may take, from connecting to the last byte. [`DEFAULT_TIMEOUT`] when left out.
        #[builder(default = DEFAULT_TIMEOUT)]
        timeout: Duration,
        /// Whether typed requests that break their own declared limits are refused before they are sent. `true` when
        /// left out.
        #[builder(default = true)]
        check_limits: bool,
        /// Where the wall clock's unix seconds come from. The system when left out.
        #[builder(default, with = |clock: impl Fn() -> i64 + Send + Sync + 'static| Clock::given(clock))]
        clock: Clock,
        /// Where nonces come from: 1–32 characters that never repeat. 128 random bits when left out.
        #[builder(default, with = |nonces: impl Fn() -> String + Send + Sync + 'static| Nonces::given(nonces))]
        nonces: Nonces,
    ) -> Result<Self, ConfigError> {
        if mchid.is_empty() || !mchid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(ConfigError::Mchid { got: mchid });
        }
        if serial_no.is_empty() || !serial_no.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ConfigError::SerialNo { got: serial_no });
        }
        Ok(Self {
            mchid,
            // WeChat Pay compares texts, and prints upper case; openssl's habit is to print lower case.
            serial_no: serial_no.to_ascii_uppercase(),
            private_key: private_key.into_key()?,
            apiv3_key: apiv3_key.into_key()?,
            platform_keys,
            network: Network::new(base_url, connect_timeout, timeout)?,
            certificate_cache: None,
            check_limits,
            clock,
            nonces,
        })
    }
}

impl Config {
    /// Reads a merchant's folder as `payscore serve` writes it (`DATA/merchants/default`, say): `merchant.json` with
    /// `mchid`, `serial_no`, `apiv3_key` and `wechatpay_public_key_id`; `apiclient_key.pem`; and
    /// `wechatpay_public_key.pem`, `platform_cert.pem` or both. The rest is as the builder leaves it, the base URL
    /// too: follow up with [`with_base_url`](Self::with_base_url) for the local server.
    ///
    /// # Errors
    /// [`ConfigError`] names the file that is missing or cannot be used, and why.
    ///
    /// ```no_run
    /// let config = payscore::Config::from_merchant_dir("payscore-data/merchants/default")?
    ///     .with_base_url("http://127.0.0.1:9080")?;
    /// # Ok::<(), payscore::ConfigError>(())
    /// ```
    pub fn from_merchant_dir(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        merchant_dir::read(path.as_ref())
    }

    /// The same, checking typed requests before sending, or leaving that to the server.
    #[must_use]
    pub fn with_check_limits(mut self, check_limits: bool) -> Self {
        self.check_limits = check_limits;
        self
    }

    /// The same, with another set of WeChat Pay's keys.
    #[must_use]
    pub fn with_platform_keys(mut self, platform_keys: PlatformKeys) -> Self {
        self.platform_keys = platform_keys;
        self
    }

    /// The same, with another wall clock: unix seconds.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        self.clock = Clock::given(clock);
        self
    }

    /// The merchant number.
    #[must_use]
    pub fn mchid(&self) -> &str {
        &self.mchid
    }

    /// The serial number of the merchant's API certificate.
    #[must_use]
    pub fn serial_no(&self) -> &str {
        &self.serial_no
    }

    /// The merchant's private key.
    #[must_use]
    pub fn private_key(&self) -> &PrivateKey {
        &self.private_key
    }

    /// The merchant's APIv3 key.
    #[must_use]
    pub fn apiv3_key(&self) -> &ApiV3Key {
        &self.apiv3_key
    }

    /// WeChat Pay's keys.
    #[must_use]
    pub fn platform_keys(&self) -> &PlatformKeys {
        &self.platform_keys
    }

    /// Whether typed requests are held against their declared limits before they are sent.
    #[must_use]
    pub fn checks_limits(&self) -> bool {
        self.check_limits
    }

    /// The wall clock, in unix seconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn nonce(&self) -> Result<String, Error> {
        self.nonces.next().map_err(Error::Randomness)
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("mchid", &self.mchid)
            .field("serial_no", &self.serial_no)
            .field("platform_keys", &self.platform_keys)
            .field("base_url", &self.base_url())
            .field("backup_url", &self.backup_url())
            .field("connect_timeout", &self.connect_timeout())
            .field("timeout", &self.timeout())
            .field("total_timeout", &self.total_timeout())
            .field("retry", self.retry())
            .field("check_limits", &self.check_limits)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
