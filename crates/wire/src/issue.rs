//! Making certificates, for whoever plays the platform: its own, and the merchants'.
//!
//! This module draws randomness only for an [`Issuer`]'s own key and serial number. Serial numbers of issued
//! certificates are the caller's, see [`serial_from`].

#[cfg(feature = "sm-issue")]
mod sm2;

#[cfg(feature = "sm-issue")]
pub use sm2::Sm2Issuer;

use std::fmt;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, KeyUsagePurpose, PublicKeyData, SerialNumber,
    SignatureAlgorithm, SigningKey, SubjectPublicKeyInfo,
};
use time::OffsetDateTime;

use crate::certificate::{Certificate, CertificateError};
use crate::keys::{KeyError, PrivateKey, PublicKey};
use crate::pem::PemError;

/// Why a certificate could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The issuer's key could not be made.
    #[error("the issuer's key could not be made")]
    Key {
        /// Why not.
        #[source]
        source: KeyError,
    },
    /// The stored key of an authority is no PEM of a private key.
    #[error(transparent)]
    StoredKey(#[from] PemError),
    /// The stored key's bytes are no key.
    #[error("the key's bytes are damaged")]
    DamagedKey {
        /// The parser's own word on it.
        source: rcgen::Error,
    },
    /// A time that no certificate can hold.
    #[error("{unix} is not a time that a certificate can hold")]
    Time {
        /// The time given, in unix seconds.
        unix: i64,
        /// Why not.
        source: time::error::ComponentRange,
    },
    /// The issuer's certificate belongs to another key.
    #[error("the issuer's certificate and private key do not belong together")]
    KeyMismatch,
    /// A name or key that cannot be written.
    #[error("the certificate could not be written")]
    Write {
        /// Why not.
        #[from]
        source: rcgen::Error,
    },
    /// A time, name or key that an SM2 certificate cannot hold.
    #[cfg(feature = "sm-issue")]
    #[error("the SM2 certificate could not be written: {reason}")]
    WriteSm2 {
        /// The writer's own word on it.
        reason: String,
    },
    /// What was written cannot be read: a fault in this crate.
    #[error("the new certificate could not be read back")]
    ReadBack {
        /// Why not.
        #[from]
        source: CertificateError,
    },
}

/// Whom a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Subject<'a> {
    /// `CN`: the `mchid` in a merchant certificate.
    pub common_name: &'a str,
    /// `O`: the merchant's name.
    pub organization: Option<&'a str>,
    /// `OU`.
    pub organizational_unit: Option<&'a str>,
}

impl<'a> Subject<'a> {
    /// Nothing but a common name.
    #[must_use]
    pub fn named(common_name: &'a str) -> Self {
        Self { common_name, ..Self::default() }
    }

    /// A merchant's API certificate, as upstream words it.
    #[must_use]
    pub fn merchant(mchid: &'a str, name: &'a str) -> Self {
        Self { common_name: mchid, organization: Some(name), organizational_unit: Some("微信商户系统") }
    }

    /// A platform certificate, as upstream words it.
    #[must_use]
    pub fn platform() -> Subject<'static> {
        Subject {
            common_name: "Tenpay.com sign",
            organization: Some("Tenpay.com"),
            organizational_unit: Some("Tenpay.com CA Center"),
        }
    }

    fn to_distinguished_name(self) -> DistinguishedName {
        let mut name = DistinguishedName::new();
        name.push(DnType::CountryName, "CN");
        if let Some(organization) = self.organization {
            name.push(DnType::OrganizationName, organization);
        }
        if let Some(unit) = self.organizational_unit {
            name.push(DnType::OrganizationalUnitName, unit);
        }
        name.push(DnType::CommonName, self.common_name);
        name
    }
}

/// From when until when a certificate is valid, in unix seconds, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first valid second.
    pub not_before: i64,
    /// The last valid second.
    pub not_after: i64,
}

/// A certificate authority of one's own, for RSA keys.
pub struct Issuer {
    rcgen: rcgen::Issuer<'static, Signer>,
    certificate: Certificate,
}

impl Issuer {
    /// Makes a new authority with a new key.
    ///
    /// # Errors
    /// [`IssueError`]: no randomness, or a time or name that cannot be written.
    pub fn generate(common_name: &str, validity: Validity) -> Result<Self, IssueError> {
        let key = PrivateKey::generate().map_err(|source| IssueError::Key { source })?;
        let mut random = [0; 20];
        aws_lc_rs::rand::fill(&mut random).map_err(|source| IssueError::Key { source: KeyError::System { source } })?;
        Self::new(key, common_name, validity, serial_from(random))
    }

    /// Makes a new authority for a key that exists.
    ///
    /// # Errors
    /// [`IssueError`]: a time or name that cannot be written.
    pub fn new(key: PrivateKey, common_name: &str, validity: Validity, serial: [u8; 20]) -> Result<Self, IssueError> {
        let mut params = params(Subject::named(common_name), validity, serial)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let signer = Signer::new(key)?;
        let certificate = Certificate::from_der(params.self_signed(&signer)?.der())?;
        Ok(Self { rcgen: rcgen::Issuer::new(params, signer), certificate })
    }

    /// An authority that was made earlier and stored.
    ///
    /// # Errors
    /// [`IssueError::KeyMismatch`] if the two do not belong together, others if the certificate is none of an
    /// authority.
    pub fn load(key: PrivateKey, certificate: Certificate) -> Result<Self, IssueError> {
        if !certificate.matches(&key) {
            return Err(IssueError::KeyMismatch);
        }
        let rcgen = rcgen::Issuer::from_ca_cert_der(&certificate.der().into(), Signer::new(key)?)?;
        Ok(Self { rcgen, certificate })
    }

    /// The authority's own certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The authority's own key, to store it.
    #[must_use]
    pub fn key(&self) -> &PrivateKey {
        &self.rcgen.key().key
    }

    /// Certifies a key under a common name and nothing else.
    ///
    /// # Errors
    /// [`IssueError`]: a time or name that cannot be written.
    pub fn issue(
        &self,
        key: &PrivateKey,
        subject_common_name: &str,
        not_before: i64,
        not_after: i64,
        serial: [u8; 20],
    ) -> Result<Certificate, IssueError> {
        let validity = Validity { not_before, not_after };
        self.issue_to(&key.public_key(), Subject::named(subject_common_name), validity, serial)
    }

    /// Certifies a public key for signing: merchant and platform certificates.
    ///
    /// # Errors
    /// [`IssueError`]: a time or name that cannot be written.
    pub fn issue_to(
        &self,
        key: &PublicKey,
        subject: Subject<'_>,
        validity: Validity,
        serial: [u8; 20],
    ) -> Result<Certificate, IssueError> {
        let mut params = params(subject, validity, serial)?;
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::ContentCommitment,
            KeyUsagePurpose::KeyEncipherment,
            KeyUsagePurpose::DataEncipherment,
        ];
        self.sign(&params, key)
    }

    fn sign(&self, params: &CertificateParams, key: &PublicKey) -> Result<Certificate, IssueError> {
        let key = SubjectPublicKeyInfo::from_der(key.as_spki_der())?;
        Ok(Certificate::from_der(params.signed_by(&key, &self.rcgen)?.der())?)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// A serial number as upstream's are: of its 40 hexadecimal digits the first is 1 to 7, so that the number is
/// positive and none is lost.
///
/// ```
/// use payscore_wire::issue::serial_from;
///
/// assert_eq!(serial_from([0xFF; 20])[0], 0x7F);
/// assert_eq!(serial_from([0x00; 20])[0], 0x10);
/// ```
#[must_use]
pub fn serial_from(random: [u8; 20]) -> [u8; 20] {
    let mut serial = random;
    serial[0] &= 0x7F;
    if serial[0] < 0x10 {
        serial[0] |= 0x10;
    }
    serial
}

fn params(subject: Subject<'_>, validity: Validity, serial: [u8; 20]) -> Result<CertificateParams, IssueError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = subject.to_distinguished_name();
    params.not_before = date_time(validity.not_before)?;
    params.not_after = date_time(validity.not_after)?;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

pub(crate) fn date_time(unix: i64) -> Result<OffsetDateTime, IssueError> {
    OffsetDateTime::from_unix_timestamp(unix).map_err(|source| IssueError::Time { unix, source })
}

/// Lets rcgen sign with our key, so that no second copy of it is made.
struct Signer {
    key: PrivateKey,
    public: SubjectPublicKeyInfo,
}

impl Signer {
    fn new(key: PrivateKey) -> Result<Self, rcgen::Error> {
        let public = SubjectPublicKeyInfo::from_der(key.public_key().as_spki_der())?;
        Ok(Self { key, public })
    }
}

impl PublicKeyData for Signer {
    fn der_bytes(&self) -> &[u8] {
        self.public.der_bytes()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        // Said here rather than derived from the key: an RSA key alone does not name a hash, and `sign` below uses
        // this one.
        &rcgen::PKCS_RSA_SHA256
    }
}

impl SigningKey for Signer {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.key.sign_rsa(message).ok_or(rcgen::Error::UnsupportedSignatureAlgorithm)
    }
}
