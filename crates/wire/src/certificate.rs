//! Certificates: the merchant's own, and the platform's.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use x509_parser::error::X509Error;
use x509_parser::nom;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::keys::{KeyError, PrivateKey, PublicKey};
use crate::pem::{self, Block, PemError, PemKind};

/// Why a text is not a certificate that WeChat Pay could use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The text is not PEM, or holds another kind of thing.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// The bytes are no X.509 certificate.
    #[error("the certificate's bytes are damaged")]
    Malformed {
        /// The parser's own word on it.
        source: nom::Err<X509Error>,
    },
    /// A certificate, followed by bytes that do not belong to it.
    #[error("the certificate is followed by {extra} bytes that do not belong to it")]
    TrailingBytes {
        /// How many.
        extra: usize,
    },
    /// The certificate's key cannot be used.
    #[error("the certificate's public key cannot be used")]
    Key {
        /// Why not.
        #[source]
        source: KeyError,
    },
}

/// An X.509 certificate with an RSA key, parsed once. Cloning is cheap.
///
/// Validity is not checked when it is read: whoever uses it asks [`is_valid_at`](Self::is_valid_at) with the time
/// that matters.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    inner: Arc<Inner>,
}

#[derive(PartialEq, Eq)]
struct Inner {
    serial_no: String,
    pem: String,
    der: Vec<u8>,
    not_before: i64,
    not_after: i64,
    subject_common_name: Option<String>,
    public_key: PublicKey,
}

impl Certificate {
    /// Reads `apiclient_cert.pem` or a platform certificate. Of several blocks (a chain) the first is taken.
    ///
    /// # Errors
    /// A [`CertificateError`] that says what the text is instead. An expired certificate is not an error.
    pub fn from_pem(text: &str) -> Result<Self, CertificateError> {
        let block = Block::find(text)?;
        if block.kind != PemKind::Certificate {
            return Err(block.wrong_kind(PemKind::Certificate).into());
        }
        Self::from_der(&block.decode()?)
    }

    /// Reads a certificate from DER.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem).
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let (rest, parsed) = X509Certificate::from_der(der).map_err(|source| CertificateError::Malformed { source })?;
        if !rest.is_empty() {
            return Err(CertificateError::TrailingBytes { extra: rest.len() });
        }
        let public_key =
            PublicKey::from_spki_der(parsed.public_key().raw).map_err(|source| CertificateError::Key { source })?;
        let common_name = parsed.subject().iter_common_name().next().and_then(|name| name.as_str().ok());
        Ok(Self {
            inner: Arc::new(Inner {
                serial_no: serial_text(parsed.raw_serial()),
                pem: pem::encode("CERTIFICATE", der),
                der: der.to_vec(),
                not_before: parsed.validity().not_before.timestamp(),
                not_after: parsed.validity().not_after.timestamp(),
                subject_common_name: common_name.map(str::to_owned),
                public_key,
            }),
        })
    }

    /// The serial number as WeChat Pay prints it: upper-case hexadecimal, 40 digits for those that upstream issues.
    #[must_use]
    pub fn serial_no(&self) -> &str {
        &self.inner.serial_no
    }

    /// The certificate as PEM, with a line break at the end.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.inner.pem
    }

    /// The certificate as DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.inner.der
    }

    /// The first second at which it is valid.
    #[must_use]
    pub fn not_before(&self) -> i64 {
        self.inner.not_before
    }

    /// The last second at which it is valid.
    #[must_use]
    pub fn not_after(&self) -> i64 {
        self.inner.not_after
    }

    /// Whether it is valid at this time, in unix seconds.
    #[must_use]
    pub fn is_valid_at(&self, unix: i64) -> bool {
        (self.not_before()..=self.not_after()).contains(&unix)
    }

    /// The subject's common name: the `mchid` in a merchant certificate.
    #[must_use]
    pub fn subject_common_name(&self) -> Option<&str> {
        self.inner.subject_common_name.as_deref()
    }

    /// The key that it certifies.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.inner.public_key
    }

    /// Whether it certifies this private key: `apiclient_cert.pem` and `apiclient_key.pem` belong together.
    #[must_use]
    pub fn matches(&self, key: &PrivateKey) -> bool {
        *self.public_key() == key.public_key()
    }

    /// Whether the key of an authority signed this certificate.
    #[must_use]
    pub fn is_issued_by(&self, authority: &PublicKey) -> bool {
        X509Certificate::from_der(&self.inner.der).is_ok_and(|(_, parsed)| {
            let signature = STANDARD.encode(&parsed.signature_value.data);
            authority.verify(parsed.tbs_certificate.as_ref(), &signature)
        })
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("serial_no", &self.serial_no())
            .field("subject_common_name", &self.subject_common_name())
            .field("not_before", &self.not_before())
            .field("not_after", &self.not_after())
            .finish_non_exhaustive()
    }
}

fn serial_text(raw: &[u8]) -> String {
    // DER puts a zero before a number whose first bit is set. It is not part of the number.
    let digits = match raw {
        [0, rest @ ..] if !rest.is_empty() => rest,
        _ => raw,
    };
    digits.iter().fold(String::with_capacity(digits.len() * 2), |mut text, byte| {
        write!(text, "{byte:02X}").expect("writing to a String cannot fail");
        text
    })
}
