//! PEM text, and the mistakes people make with it.
//!
//! Most "signature" support questions are really about a wrong file: the certificate where the key belongs, a key
//! pasted without its first line, a `\n` that an environment variable kept literally. Each has its own name here.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// What a PEM block says it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PemKind {
    /// `PRIVATE KEY` (PKCS#8).
    PrivateKey,
    /// `RSA PRIVATE KEY` (PKCS#1).
    RsaPrivateKey,
    /// `EC PRIVATE KEY` (SEC 1).
    EcPrivateKey,
    /// `ENCRYPTED PRIVATE KEY`.
    EncryptedPrivateKey,
    /// `PUBLIC KEY` (SPKI).
    PublicKey,
    /// `RSA PUBLIC KEY` (PKCS#1).
    RsaPublicKey,
    /// `CERTIFICATE`.
    Certificate,
    /// `CERTIFICATE REQUEST`.
    CertificateRequest,
    /// Anything else.
    Other,
}

impl PemKind {
    fn from_label(label: &str) -> Self {
        match label {
            "PRIVATE KEY" => Self::PrivateKey,
            "RSA PRIVATE KEY" => Self::RsaPrivateKey,
            "EC PRIVATE KEY" => Self::EcPrivateKey,
            "ENCRYPTED PRIVATE KEY" => Self::EncryptedPrivateKey,
            "PUBLIC KEY" => Self::PublicKey,
            "RSA PUBLIC KEY" => Self::RsaPublicKey,
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Self::Certificate,
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Self::CertificateRequest,
            _ => Self::Other,
        }
    }
}

impl fmt::Display for PemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PrivateKey | Self::RsaPrivateKey => "a private key (apiclient_key.pem)",
            Self::EcPrivateKey => "an elliptic-curve private key",
            Self::EncryptedPrivateKey => "an encrypted private key",
            Self::PublicKey | Self::RsaPublicKey => "a public key",
            Self::Certificate => "a certificate (such as apiclient_cert.pem)",
            Self::CertificateRequest => "a certificate request",
            Self::Other => "something else",
        })
    }
}

/// Why a text is not the PEM that was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PemError {
    /// There is nothing at all.
    #[error("it is empty")]
    Empty,
    /// There is no `-----BEGIN …-----` line at all.
    #[error("not PEM: there is no `-----BEGIN …-----` line; give the whole file, first and last line included")]
    NoBegin,
    /// The block starts, but its `-----END …-----` line is missing or names something else.
    #[error("not PEM: the block starts, but has no matching `-----END …-----` line, as if the text were cut off")]
    NoEnd,
    /// Line breaks arrived as a backslash and an `n`, as environment variables and JSON files tend to do.
    #[error("the PEM text holds the two characters `\\n` instead of line breaks; unescape it first")]
    EscapedNewlines,
    /// What is between the two lines is not base64.
    #[error("the PEM block is not valid base64")]
    Base64 {
        /// Where it went wrong.
        source: base64::DecodeError,
    },
    /// A proper PEM block, but of another kind.
    #[error("expected {expected}, but this is {found}")]
    WrongKind {
        /// What the caller needs.
        expected: PemKind,
        /// What the text holds.
        found: PemKind,
    },
}

/// The first block of a PEM text. Later ones (a certificate's chain) are left alone.
pub(crate) struct Block<'a> {
    pub(crate) kind: PemKind,
    body: &'a str,
}

impl<'a> Block<'a> {
    pub(crate) fn find(text: &'a str) -> Result<Self, PemError> {
        if text.trim().is_empty() {
            return Err(PemError::Empty);
        }
        let (_, rest) = text.split_once("-----BEGIN ").ok_or(PemError::NoBegin)?;
        let (label, rest) = rest.split_once("-----").ok_or(PemError::NoBegin)?;
        let (body, end) = rest.split_once("-----END ").ok_or(PemError::NoEnd)?;
        let closed = end.strip_prefix(label).is_some_and(|after| after.starts_with("-----"));
        if !closed {
            return Err(PemError::NoEnd);
        }
        if body.contains("\\n") {
            return Err(PemError::EscapedNewlines);
        }
        Ok(Self { kind: PemKind::from_label(label), body })
    }

    /// Whether the block needs a passphrase, in either of the two ways OpenSSL writes one.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.kind == PemKind::EncryptedPrivateKey || self.body.contains("Proc-Type: 4,ENCRYPTED")
    }

    pub(crate) fn wrong_kind(&self, expected: PemKind) -> PemError {
        PemError::WrongKind { expected, found: self.kind }
    }

    /// The block's bytes, wiped when dropped: it may be a private key.
    pub(crate) fn decode(&self) -> Result<Zeroizing<Vec<u8>>, PemError> {
        // Sized up front, so that no half-filled copy is left behind by a reallocation.
        let mut compact = Zeroizing::new(Vec::with_capacity(self.body.len()));
        compact.extend(self.body.bytes().filter(|byte| !byte.is_ascii_whitespace()));
        let mut der = Zeroizing::new(vec![0; base64::decoded_len_estimate(compact.len())]);
        match STANDARD.decode_slice(compact.as_slice(), &mut der) {
            Ok(length) => {
                der.truncate(length);
                Ok(der)
            }
            Err(base64::DecodeSliceError::DecodeError(source)) => Err(PemError::Base64 { source }),
            Err(base64::DecodeSliceError::OutputSliceTooSmall) => unreachable!("the buffer has base64's own estimate"),
        }
    }
}

/// Bytes per line: 48 bytes are the customary 64 characters.
const LINE_BYTES: usize = 48;

/// Writes `der` as PEM (`label` is such as `CERTIFICATE`), in one allocation, so that a private key leaves no copies
/// behind.
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> String {
    let lines = der.len().div_ceil(LINE_BYTES);
    let mut text = String::with_capacity(2 * (label.len() + 20) + lines * 65);
    text.push_str("-----BEGIN ");
    text.push_str(label);
    text.push_str("-----\n");
    for chunk in der.chunks(LINE_BYTES) {
        STANDARD.encode_string(chunk, &mut text);
        text.push('\n');
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}
