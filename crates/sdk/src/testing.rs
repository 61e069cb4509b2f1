//! A merchant and a platform for the unit tests.

use crate::config::{Config, Timer};
use crate::platform_keys::PlatformKeys;
use http::{HeaderMap, HeaderName, HeaderValue};
use payscore_wire::issue::{Issuer, Subject, Validity, serial_from};
use payscore_wire::{Certificate, PrivateKey, SCHEME, headers, message};
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const NONCE: &str = "593BEC0C930BF1AFEB40B4A08C8FB242";
pub(crate) const MCHID: &str = "1900000109";
pub(crate) const SERIAL_NO: &str = "1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E";
pub(crate) const APIV3_KEY: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0119000001092024112900382800000000";
pub(crate) const REQUEST_ID: &str = "08F78BB5AF0610D302186020BB-0";

/// Keys are made once: it takes a while.
pub(crate) fn merchant_key() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| PrivateKey::generate().unwrap())
}

pub(crate) fn platform_key() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| PrivateKey::generate().unwrap())
}

/// A platform certificate for [`platform_key`], valid from long ago until `not_after`.
pub(crate) fn certificate(number: u8, not_after: i64) -> Certificate {
    static ISSUER: OnceLock<Issuer> = OnceLock::new();
    let term = |not_after| Validity { not_before: NOW - 1_000_000, not_after };
    let issuer = ISSUER.get_or_init(|| Issuer::generate("Tenpay.com Root CA", term(NOW + 1_000_000)).unwrap());
    let serial = serial_from([0x10 + number; 20]);
    issuer.issue_to(&platform_key().public_key(), Subject::platform(), term(not_after), serial).unwrap()
}

/// A config that knows the platform's public key.
pub(crate) fn config() -> Config {
    config_with(PlatformKeys::new().with_public_key(PUBLIC_KEY_ID, platform_key().public_key()))
}

pub(crate) fn config_with(platform_keys: PlatformKeys) -> Config {
    Config::builder()
        .mchid(MCHID)
        .serial_no(SERIAL_NO)
        .private_key(merchant_key().clone())
        .apiv3_key(APIV3_KEY)
        .platform_keys(platform_keys)
        .clock(|| NOW)
        .nonces(|| NONCE.to_owned())
        .build()
        .unwrap()
}

/// The headers with which the platform signs a body.
pub(crate) fn signed(body: &[u8], serial: &str, timestamp: i64) -> HeaderMap {
    let timestamp = timestamp.to_string();
    let signature = platform_key().sign(&message::response(&timestamp, NONCE, body));
    let mut map = HeaderMap::new();
    for (name, value) in [
        (headers::WECHATPAY_TIMESTAMP, timestamp.as_str()),
        (headers::WECHATPAY_NONCE, NONCE),
        (headers::WECHATPAY_SERIAL, serial),
        (headers::WECHATPAY_SIGNATURE, &signature),
        (headers::WECHATPAY_SIGNATURE_TYPE, SCHEME),
        (headers::REQUEST_ID, REQUEST_ID),
    ] {
        set(&mut map, name, value);
    }
    map
}

pub(crate) fn set(headers: &mut HeaderMap, name: &str, value: &str) {
    headers.insert(HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap());
}

/// A timer that stands still unless told: waits are noted, and have passed at once.
#[derive(Clone, Default)]
pub(crate) struct TestTimer(Arc<Mutex<Duration>>);

impl TestTimer {
    pub(crate) fn advance(&self, duration: Duration) {
        *self.0.lock().unwrap() += duration;
    }
}

impl Timer for TestTimer {
    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.advance(duration);
        Box::pin(std::future::ready(()))
    }

    fn pause(&self, duration: Duration) {
        self.advance(duration);
    }

    fn jitter(&self) -> f64 {
        0.5
    }
}
