//! Making SM2 certificates. rcgen knows no SM2; this is RustCrypto's `x509-cert`.

use std::fmt;
use std::time::{Duration, SystemTime};

use sm2::pkcs8::der::asn1::{Any, BitString, ObjectIdentifier, PrintableStringRef, SetOfVec, Utf8StringRef};
use sm2::pkcs8::der::{Decode as _, Encode as _};
use sm2::pkcs8::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Time;

use super::{IssueError, Subject, Validity};
use crate::certificate::Certificate;
use crate::keys::{KeyError, PrivateKey, PublicKey};

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// A certificate authority of one's own for SM2 keys. What an [`Issuer`](super::Issuer) is for RSA keys.
pub struct Sm2Issuer {
    key: PrivateKey,
    signer: sm2::dsa::SigningKey,
    name: Name,
    certificate: Certificate,
}

impl Sm2Issuer {
    /// Makes a new authority for a key that exists.
    ///
    /// # Errors
    /// [`IssueError`]: not an SM2 key, or a time or name that cannot be written.
    pub fn new(key: PrivateKey, common_name: &str, validity: Validity, serial: [u8; 20]) -> Result<Self, IssueError> {
        let signer = signer(&key)?;
        let name = name(Subject::named(common_name))?;
        let profile = Profile { issuer: name.clone(), subject: name.clone(), is_authority: true };
        let certificate = build(profile, &signer, &key.public_key(), validity, serial)?;
        Ok(Self { key, signer, name, certificate })
    }

    /// An authority that was made earlier and stored.
    ///
    /// # Errors
    /// [`IssueError::KeyMismatch`] if the two do not belong together, others if the key is not an SM2 key.
    pub fn load(key: PrivateKey, certificate: Certificate) -> Result<Self, IssueError> {
        if !certificate.matches(&key) {
            return Err(IssueError::KeyMismatch);
        }
        let signer = signer(&key)?;
        let parsed = x509_cert::Certificate::from_der(certificate.der()).map_err(unwritable)?;
        let name = parsed.tbs_certificate().subject().clone();
        Ok(Self { key, signer, name, certificate })
    }

    /// The authority's own certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The authority's own key, to store it.
    #[must_use]
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// Certifies an SM2 public key for signing: merchant and platform certificates.
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
        let profile = Profile { issuer: self.name.clone(), subject: name(subject)?, is_authority: false };
        build(profile, &self.signer, key, validity, serial)
    }
}

impl fmt::Debug for Sm2Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sm2Issuer").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// Whose certificate it is, and what it may be used for.
struct Profile {
    issuer: Name,
    subject: Name,
    is_authority: bool,
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let usage = if self.is_authority {
            KeyUsages::KeyCertSign | KeyUsages::CRLSign
        } else {
            KeyUsages::DigitalSignature
                | KeyUsages::NonRepudiation
                | KeyUsages::KeyEncipherment
                | KeyUsages::DataEncipherment
        };
        let constraints = BasicConstraints { ca: self.is_authority, path_len_constraint: None };
        Ok(vec![constraints.to_extension(tbs.subject(), &[])?, KeyUsage(usage).to_extension(tbs.subject(), &[])?])
    }
}

fn signer(key: &PrivateKey) -> Result<sm2::dsa::SigningKey, IssueError> {
    key.sm2_signer().ok_or(IssueError::Key { source: KeyError::NotSm2 })
}

fn build(
    profile: Profile,
    signer: &sm2::dsa::SigningKey,
    key: &PublicKey,
    validity: Validity,
    serial: [u8; 20],
) -> Result<Certificate, IssueError> {
    let serial = SerialNumber::new(&serial).map_err(unwritable)?;
    let validity = x509_cert::time::Validity::new(time(validity.not_before)?, time(validity.not_after)?);
    let spki = SubjectPublicKeyInfoOwned::from_der(key.as_spki_der()).map_err(unwritable)?;
    let mut builder = CertificateBuilder::new(profile, serial, validity, spki).map_err(unwritable)?;
    let signed = builder.finalize(signer).map_err(unwritable)?;
    // Not `build`: it would write the signature's bare numbers, where X.509 has ASN.1.
    let signature: sm2::dsa::Signature = sm2::dsa::signature::Signer::sign(signer, &signed);
    let signature = BitString::from_bytes(&signature.to_der().to_bytes()).map_err(unwritable)?;
    let certificate = builder.assemble(signature, signer).map_err(unwritable)?;
    Ok(Certificate::from_der(&certificate.to_der().map_err(unwritable)?)?)
}

fn time(unix: i64) -> Result<Time, IssueError> {
    // As RSA certificates have it: what they cannot hold is refused here, too.
    super::date_time(unix)?;
    let since = Duration::from_secs(u64::try_from(unix).map_err(unwritable)?);
    Time::try_from(SystemTime::UNIX_EPOCH + since).map_err(unwritable)
}

fn name(subject: Subject<'_>) -> Result<Name, IssueError> {
    let mut sequence = RdnSequence::default();
    let country = Any::from(PrintableStringRef::new("CN").map_err(unwritable)?);
    push(&mut sequence, COUNTRY, country)?;
    let parts = [
        (ORGANIZATION, subject.organization),
        (ORGANIZATIONAL_UNIT, subject.organizational_unit),
        (COMMON_NAME, Some(subject.common_name)),
    ];
    for (oid, text) in parts {
        if let Some(text) = text {
            push(&mut sequence, oid, Any::from(Utf8StringRef::new(text).map_err(unwritable)?))?;
        }
    }
    Name::from_der(&sequence.to_der().map_err(unwritable)?).map_err(unwritable)
}

fn push(sequence: &mut RdnSequence, oid: ObjectIdentifier, value: Any) -> Result<(), IssueError> {
    let one = SetOfVec::from_iter([AttributeTypeAndValue { oid, value }]).map_err(unwritable)?;
    sequence.push(RelativeDistinguishedName::try_from(one.into_vec()).map_err(unwritable)?);
    Ok(())
}

fn unwritable(source: impl std::error::Error) -> IssueError {
    IssueError::WriteSm2 { reason: source.to_string() }
}
