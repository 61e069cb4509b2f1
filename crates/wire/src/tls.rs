//! Certificates of a TLS server, for whoever plays the platform: a small authority that one's own machine trusts, and
//! the certificate that it gives the server.
//!
//! Elliptic-curve keys (P-256), unlike everything that upstream issues: these are for the transport only, are made in
//! a millisecond, and cost less at each handshake. Randomness is drawn for keys and for the authority's serial number.

use std::fmt;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints, SerialNumber,
};
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use zeroize::Zeroizing;

use crate::certificate::CertificateError;
use crate::issue::{IssueError, Validity, date_time, serial_from};
use crate::keys::KeyError;
use crate::pem::{self, Block, PemKind};

/// A certificate with any kind of key, as TLS uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsCertificate {
    pem: String,
    der: Vec<u8>,
    validity: Validity,
    names: Vec<String>,
    /// Who issued it, and with which key.
    issuer: (Vec<u8>, Option<Vec<u8>>),
    /// Whom it is for, and for which key.
    subject: (Vec<u8>, Option<Vec<u8>>),
}

impl TlsCertificate {
    /// Reads PEM; of several blocks the first is taken.
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

    fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let (_, parsed) = X509Certificate::from_der(der).map_err(|source| CertificateError::Malformed { source })?;
        let names = parsed.subject_alternative_name().ok().flatten();
        let names = names.map_or_else(Vec::new, |names| names.value.general_names.iter().filter_map(name).collect());
        Ok(Self {
            pem: pem::encode("CERTIFICATE", der),
            der: der.to_vec(),
            validity: Validity {
                not_before: parsed.validity().not_before.timestamp(),
                not_after: parsed.validity().not_after.timestamp(),
            },
            names,
            issuer: (parsed.issuer().as_raw().to_vec(), key_id(&parsed, true)),
            subject: (parsed.subject().as_raw().to_vec(), key_id(&parsed, false)),
        })
    }

    /// The certificate as PEM, with a line break at the end.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The certificate as DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// From when until when it is valid.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// The host names and addresses that it is for.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether it says that this authority, with this very key, has issued it.
    #[must_use]
    pub fn is_issued_by(&self, authority: &Self) -> bool {
        self.issuer == authority.subject
    }
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(host) => Some((*host).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let ip: Option<std::net::IpAddr> = match bytes.len() {
                4 => <[u8; 4]>::try_from(*bytes).ok().map(Into::into),
                _ => <[u8; 16]>::try_from(*bytes).ok().map(Into::into),
            };
            ip.map(|ip| ip.to_string())
        }
        _ => None,
    }
}

/// What a certificate calls its issuer's key, or its own.
fn key_id(parsed: &X509Certificate<'_>, issuers: bool) -> Option<Vec<u8>> {
    parsed.extensions().iter().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityKeyIdentifier(id) if issuers => id.key_identifier.as_ref().map(|id| id.0.to_vec()),
        ParsedExtension::SubjectKeyIdentifier(id) if !issuers => Some(id.0.to_vec()),
        _ => None,
    })
}

/// What a [`TlsAuthority`]'s certificates may be for, at most. Whoever steals its key has these names and no others.
#[derive(Debug, Clone, Copy)]
pub struct Reach<'a> {
    /// Domains, with all below them.
    pub domains: &'a [&'a str],
    /// Single IPv4 addresses.
    pub addresses: &'a [[u8; 4]],
}

/// An authority for TLS servers.
pub struct TlsAuthority {
    rcgen: rcgen::Issuer<'static, KeyPair>,
    certificate: TlsCertificate,
}

impl TlsAuthority {
    /// Makes a new authority with a new key.
    ///
    /// # Errors
    /// [`IssueError`]: no randomness, or a time or name that cannot be written.
    pub fn generate(common_name: &str, reach: Reach<'_>, validity: Validity) -> Result<Self, IssueError> {
        let key = KeyPair::generate()?;
        let mut random = [0; 20];
        aws_lc_rs::rand::fill(&mut random).map_err(|source| IssueError::Key { source: KeyError::System { source } })?;
        let mut params = params(common_name, validity, serial_from(random))?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let domains = reach.domains.iter().map(|domain| GeneralSubtree::DnsName((*domain).to_owned()));
        let addresses = reach.addresses.iter().map(|ip| GeneralSubtree::IpAddress(CidrSubnet::V4(*ip, [255; 4])));
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: domains.chain(addresses).collect(),
            excluded_subtrees: Vec::new(),
        });
        let certificate = TlsCertificate::from_der(params.self_signed(&key)?.der())?;
        Ok(Self { rcgen: rcgen::Issuer::new(params, key), certificate })
    }

    /// An authority that was made earlier and stored.
    ///
    /// # Errors
    /// [`IssueError`]: one of the two cannot be read, or they do not belong together.
    pub fn load(certificate: TlsCertificate, key_pem: &str) -> Result<Self, IssueError> {
        let block = Block::find(key_pem)?;
        if !matches!(block.kind, PemKind::PrivateKey | PemKind::EcPrivateKey | PemKind::RsaPrivateKey) {
            return Err(block.wrong_kind(PemKind::PrivateKey).into());
        }
        let der = block.decode()?;
        let key = KeyPair::try_from(der.as_slice()).map_err(|source| IssueError::DamagedKey { source })?;
        let (_, parsed) = X509Certificate::from_der(&certificate.der)
            .map_err(|source| IssueError::ReadBack { source: CertificateError::Malformed { source } })?;
        if parsed.public_key().subject_public_key.data != key.public_key_raw() {
            return Err(IssueError::KeyMismatch);
        }
        let rcgen = rcgen::Issuer::from_ca_cert_der(&certificate.der.as_slice().into(), key)?;
        Ok(Self { rcgen, certificate })
    }

    /// The authority's own certificate.
    #[must_use]
    pub fn certificate(&self) -> &TlsCertificate {
        &self.certificate
    }

    /// The authority's own key as PKCS#8 PEM, to store it.
    #[must_use]
    pub fn key_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(self.rcgen.key().serialize_pem())
    }

    /// Makes a server's key and certifies it for these host names and IP addresses; the first is the common name too.
    /// The key is PKCS#8 PEM.
    ///
    /// # Errors
    /// [`IssueError`]: a time or name that cannot be written.
    pub fn issue(
        &self,
        hosts: &[&str],
        validity: Validity,
        serial: [u8; 20],
    ) -> Result<(TlsCertificate, Zeroizing<String>), IssueError> {
        let key = KeyPair::generate()?;
        let mut params = params(hosts.first().copied().unwrap_or("localhost"), validity, serial)?;
        params.subject_alt_names =
            CertificateParams::new(hosts.iter().map(ToString::to_string).collect::<Vec<_>>())?.subject_alt_names;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = TlsCertificate::from_der(params.signed_by(&key, &self.rcgen)?.der())?;
        Ok((certificate, Zeroizing::new(key.serialize_pem())))
    }
}

impl fmt::Debug for TlsAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsAuthority").field("names", &self.certificate.names).finish_non_exhaustive()
    }
}

fn params(common_name: &str, validity: Validity, serial: [u8; 20]) -> Result<CertificateParams, IssueError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "payscore");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = date_time(validity.not_before)?;
    params.not_after = date_time(validity.not_after)?;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}
