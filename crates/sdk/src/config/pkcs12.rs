//! `apiclient_cert.p12`: the merchant's certificate and private key in one file, as WeChat Pay hands it out.

use p12_keystore::Pkcs12Archive;
use payscore_wire::{Certificate, CertificateError, KeyError, PrivateKey};
use std::fmt;

/// Why a PKCS#12 file is of no use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Pkcs12Error {
    /// The password is another one, or this is no PKCS#12. WeChat Pay's password is the merchant number.
    #[error("it does not open: the password is wrong (it is the merchant number at first), or this is no PKCS#12 file")]
    Open(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no private key in it.
    #[error("there is no private key in it")]
    NoKey,
    /// Its private key cannot be used.
    #[error("its private key cannot be used")]
    Key(#[source] KeyError),
    /// One of its certificates cannot be read.
    #[error("its certificate cannot be read")]
    Certificate(#[source] CertificateError),
    /// None of its certificates is for its key.
    #[error("none of its certificates belongs to its private key")]
    NoCertificate,
}

/// A merchant's certificate and private key, out of a PKCS#12 file.
///
/// ```no_run
/// use payscore::config::{Config, Pkcs12};
///
/// let merchant = Pkcs12::open(&std::fs::read("apiclient_cert.p12")?, "1900000109")?;
/// let config = Config::builder()
///     .mchid("1900000109")
///     .serial_no(merchant.certificate.serial_no())
///     .private_key(merchant.private_key)
///     .apiv3_key(std::env::var("APIV3_KEY")?)
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Pkcs12 {
    /// The merchant's API certificate, whose serial number goes into each request.
    pub certificate: Certificate,
    /// The key that requests are signed with.
    pub private_key: PrivateKey,
}

impl Pkcs12 {
    /// Opens a file's bytes. `password` is the merchant number, unless somebody has changed it. The old ciphers that
    /// such files are made with (RC2, triple DES) are read, and new ones.
    ///
    /// # Errors
    /// [`Pkcs12Error`].
    pub fn open(bytes: &[u8], password: &str) -> Result<Self, Pkcs12Error> {
        let archive = Pkcs12Archive::from_pkcs12(bytes, password).map_err(|error| Pkcs12Error::Open(error.into()))?;
        let bag = archive.keys.first().ok_or(Pkcs12Error::NoKey)?;
        let private_key = PrivateKey::from_pkcs8_der(bag.key.as_der()).map_err(Pkcs12Error::Key)?;
        for bag in &archive.certs {
            // Beside the merchant's own there may be its authority's, with another kind of key.
            match Certificate::from_der(bag.cert.as_der()) {
                Ok(certificate) if certificate.matches(&private_key) => return Ok(Self { certificate, private_key }),
                Ok(_) | Err(CertificateError::Key { .. }) => {}
                Err(error) => return Err(Pkcs12Error::Certificate(error)),
            }
        }
        Err(Pkcs12Error::NoCertificate)
    }
}

impl fmt::Debug for Pkcs12 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs12").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by openssl 3, password 1900000109, as its comments in `fixtures/README.md` say.
    const LEGACY: &[u8] = include_bytes!("../../fixtures/legacy.p12");
    const MODERN: &[u8] = include_bytes!("../../fixtures/modern.p12");
    const PASSWORD: &str = "1900000109";

    #[test]
    fn old_and_new_ciphers_are_read() {
        for bytes in [LEGACY, MODERN] {
            let merchant = Pkcs12::open(bytes, PASSWORD).unwrap();
            assert_eq!(merchant.certificate.serial_no(), "1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E");
            assert_eq!(merchant.certificate.subject_common_name(), Some(PASSWORD));
            assert!(merchant.certificate.matches(&merchant.private_key));
        }
    }

    #[test]
    fn a_wrong_password_and_a_damaged_file_are_refused() {
        for bytes in [LEGACY, MODERN] {
            assert!(matches!(Pkcs12::open(bytes, "1900000108"), Err(Pkcs12Error::Open(_))));
            assert!(matches!(Pkcs12::open(&bytes[..bytes.len() / 2], PASSWORD), Err(Pkcs12Error::Open(_))));
        }
        assert!(matches!(Pkcs12::open(b"-----BEGIN", PASSWORD), Err(Pkcs12Error::Open(_))));
    }

    #[test]
    fn debug_shows_no_key() {
        let shown = format!("{:?}", Pkcs12::open(MODERN, PASSWORD).unwrap());
        assert!(shown.contains("1DF09FC4") && !shown.contains("rivate"), "{shown}");
    }
}
