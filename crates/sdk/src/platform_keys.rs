//! WeChat Pay's own keys, which its answers and notifications are verified with.

use payscore_wire::{Algorithm, Certificate, PublicKey};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A set of platform certificates (by serial number) and WeChat Pay public keys (by `PUB_KEY_ID_…`).
///
/// Both kinds may be there at once, as they are while a merchant changes from one to the other. Clones share one set,
/// so keys may be added while clients use it.
#[derive(Clone, Default)]
pub struct PlatformKeys {
    keys: Arc<RwLock<BTreeMap<String, PlatformKey>>>,
}

/// One key of the set.
#[derive(Debug, Clone)]
pub(crate) enum PlatformKey {
    Certificate(Certificate),
    /// One that WeChat Pay no longer lists: what it signed while it was listed may still arrive.
    Unlisted(Certificate),
    PublicKey(PublicKey),
}

impl PlatformKey {
    pub(crate) fn public_key(&self) -> &PublicKey {
        match self {
            Self::Certificate(certificate) | Self::Unlisted(certificate) => certificate.public_key(),
            Self::PublicKey(key) => key,
        }
    }

    /// A public key has no term.
    pub(crate) fn is_valid_at(&self, unix: i64) -> bool {
        match self {
            Self::Certificate(certificate) | Self::Unlisted(certificate) => certificate.is_valid_at(unix),
            Self::PublicKey(_) => true,
        }
    }
}

impl PlatformKeys {
    /// An empty set. A client with one has to [download the certificates](crate::Client::download_certificates) first.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, with a platform certificate.
    #[must_use]
    pub fn with_certificate(self, certificate: Certificate) -> Self {
        self.add_certificate(certificate);
        self
    }

    /// The same, with a WeChat Pay public key; `id` is its `PUB_KEY_ID_…` from the merchant platform.
    #[must_use]
    pub fn with_public_key(self, id: impl Into<String>, key: PublicKey) -> Self {
        self.add_public_key(id, key);
        self
    }

    /// Adds a platform certificate under its serial number, in place of one with the same.
    pub fn add_certificate(&self, certificate: Certificate) {
        let serial = certificate.serial_no().to_owned();
        self.write().insert(serial, PlatformKey::Certificate(certificate));
    }

    /// Adds a WeChat Pay public key; `id` is its `PUB_KEY_ID_…` from the merchant platform.
    pub fn add_public_key(&self, id: impl Into<String>, key: PublicKey) {
        self.write().insert(id.into(), PlatformKey::PublicKey(key));
    }

    /// Forgets a key. Whether there was one.
    pub fn remove(&self, serial: &str) -> bool {
        self.write().remove(serial).is_some()
    }

    /// The key that WeChat Pay is asked to sign its answers with (`Wechatpay-Serial`) at `now` (unix seconds): a public
    /// key if there is one, else the valid certificate that lasts longest.
    #[must_use]
    pub fn preferred(&self, now: i64) -> Option<String> {
        self.choose(Algorithm::ALL, now, |serial, _| serial.to_owned())
    }

    /// The same for a merchant with a key of this kind: WeChat Pay answers with its own of the same.
    pub(crate) fn preferred_of(&self, algorithm: Algorithm, now: i64) -> Option<String> {
        self.choose(&[algorithm], now, |serial, _| serial.to_owned())
    }

    /// The same with the key itself.
    pub(crate) fn preferred_key(&self, algorithm: Algorithm, now: i64) -> Option<(String, PublicKey)> {
        self.choose(&[algorithm], now, |serial, key| (serial.to_owned(), key.public_key().clone()))
    }

    fn choose<T>(&self, algorithms: &[Algorithm], now: i64, take: impl FnOnce(&str, &PlatformKey) -> T) -> Option<T> {
        let keys = self.read();
        let fitting = || keys.iter().filter(|(_, key)| algorithms.contains(&key.public_key().algorithm()));
        let public_key = fitting().rfind(|(_, key)| matches!(key, PlatformKey::PublicKey(_)));
        let certificate = || {
            let valid = fitting().filter_map(|(serial, key)| match key {
                PlatformKey::Certificate(it) if it.is_valid_at(now) => Some((it.not_after(), serial, key)),
                _ => None,
            });
            valid.max_by_key(|(not_after, ..)| *not_after).map(|(_, serial, key)| (serial, key))
        };
        public_key.or_else(certificate).map(|(serial, key)| take(serial, key))
    }

    /// Whether platform certificates are in use, or there is nothing yet: then there may be certificates to download.
    pub(crate) fn has_certificates(&self) -> bool {
        self.read().values().any(|key| matches!(key, PlatformKey::Certificate(_)))
    }

    /// Takes over the certificates of this kind that WeChat Pay lists at `now`. Others are asked for no more; they still
    /// verify what they signed, until they are over.
    pub(crate) fn take_list(&self, algorithm: Algorithm, list: &[Certificate], now: i64) {
        let mut keys = self.write();
        for key in keys.values_mut() {
            if let PlatformKey::Certificate(certificate) = key
                && certificate.public_key().algorithm() == algorithm
            {
                *key = PlatformKey::Unlisted(certificate.clone());
            }
        }
        for certificate in list {
            keys.insert(certificate.serial_no().to_owned(), PlatformKey::Certificate(certificate.clone()));
        }
        keys.retain(|_, key| match key {
            PlatformKey::Certificate(certificate) | PlatformKey::Unlisted(certificate) => {
                certificate.not_after() >= now
            }
            PlatformKey::PublicKey(_) => true,
        });
    }

    /// The serial numbers and public key ids in the set.
    #[must_use]
    pub fn serials(&self) -> Vec<String> {
        self.read().keys().cloned().collect()
    }

    /// Whether there is no key at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.read().is_empty()
    }

    pub(crate) fn get(&self, serial: &str) -> Option<PlatformKey> {
        self.read().get(serial).cloned()
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<String, PlatformKey>> {
        // Each change is one insert or remove, so what a panicking thread leaves behind is whole.
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<String, PlatformKey>> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FromIterator<Certificate> for PlatformKeys {
    fn from_iter<I: IntoIterator<Item = Certificate>>(certificates: I) -> Self {
        certificates.into_iter().fold(Self::new(), Self::with_certificate)
    }
}

impl fmt::Debug for PlatformKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PlatformKeys").field(&self.serials()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, PUBLIC_KEY_ID, certificate, platform_key};

    #[test]
    fn a_public_key_is_preferred_to_certificates_and_a_lasting_certificate_to_others() {
        let keys = PlatformKeys::new();
        assert_eq!(keys.preferred(NOW), None);
        let (old, new, expired) = (certificate(1, NOW + 10), certificate(2, NOW + 20), certificate(3, NOW - 1));
        for it in [&old, &new, &expired] {
            keys.add_certificate(it.clone());
        }
        assert_eq!(keys.preferred(NOW).as_deref(), Some(new.serial_no()));
        let keys = keys.with_public_key(PUBLIC_KEY_ID, platform_key().public_key());
        assert_eq!(keys.preferred(NOW).as_deref(), Some(PUBLIC_KEY_ID));
    }

    #[test]
    fn a_certificate_that_is_no_longer_listed_verifies_until_it_is_over_and_is_not_asked_for() {
        let (old, new) = (certificate(1, NOW + 20), certificate(2, NOW + 10));
        let keys = PlatformKeys::new().with_certificate(old.clone());
        keys.take_list(Algorithm::Rsa, std::slice::from_ref(&new), NOW);
        assert!(keys.get(old.serial_no()).is_some());
        assert_eq!(keys.preferred(NOW).as_deref(), Some(new.serial_no()), "although the other lasts longer");
        keys.take_list(Algorithm::Rsa, std::slice::from_ref(&new), NOW + 21);
        assert!(keys.is_empty(), "both are over");
        keys.take_list(Algorithm::Rsa, &[old.clone(), new.clone()], NOW);
        assert_eq!(keys.preferred(NOW).as_deref(), Some(old.serial_no()));
    }

    #[cfg(feature = "sm")]
    #[test]
    fn sm2_certificates_follow_one_another_and_leave_those_for_rsa_alone() {
        use payscore_wire::issue::{Validity, serial_from};
        use payscore_wire::{PrivateKey, Sm2Issuer, Subject};
        let until = |not_after| Validity { not_before: NOW - 10, not_after };
        let key = || PrivateKey::generate_sm2().unwrap();
        let issuer = Sm2Issuer::new(key(), "a test", until(NOW + 100), serial_from([1; 20])).unwrap();
        let issue = |at: u8, not_after| {
            let serial = serial_from([at; 20]);
            issuer.issue_to(&key().public_key(), Subject::platform(), until(not_after), serial).unwrap()
        };
        let (rsa, old, new) = (certificate(1, NOW + 5), issue(2, NOW + 20), issue(3, NOW + 10));
        let keys: PlatformKeys = [rsa.clone(), old.clone()].into_iter().collect();
        keys.take_list(Algorithm::Sm2, std::slice::from_ref(&new), NOW);
        assert_eq!(keys.preferred_of(Algorithm::Sm2, NOW).as_deref(), Some(new.serial_no()));
        assert_eq!(keys.preferred_of(Algorithm::Rsa, NOW).as_deref(), Some(rsa.serial_no()));
        assert!(keys.get(old.serial_no()).is_some(), "what it signed may still arrive");
    }

    #[test]
    fn clones_share_one_set() {
        let keys = PlatformKeys::new();
        let clone = keys.clone();
        clone.add_public_key(PUBLIC_KEY_ID, platform_key().public_key());
        assert_eq!(keys.serials(), [PUBLIC_KEY_ID]);
        assert!(keys.remove(PUBLIC_KEY_ID) && clone.is_empty());
    }
}
