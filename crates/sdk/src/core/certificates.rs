//! The platform certificates that `GET /v3/certificates` lists.

use crate::config::Config;
use crate::core::answer::{Answer, accept, decode, untrusted};
use crate::core::authenticity::{check, signature_headers};
use crate::core::call::Call;
use crate::error::Error;
use crate::response::Response;
use http::Method;
use payscore_api::certificates::{Certificates, EncryptedCertificate, PlatformCertificate};
use payscore_wire::{Algorithm, ApiV3Key, Certificate, CertificateError, OpenError};

/// Why a list of platform certificates is of no use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateListError {
    /// The APIv3 key does not open an entry. It is probably not the one set in the merchant platform.
    #[error("the platform certificate `{serial_no}` does not open with the configured APIv3 key")]
    Decrypt {
        /// The entry's serial number.
        serial_no: String,
        /// What went wrong.
        source: OpenError,
    },
    /// An entry is no certificate.
    #[error("the platform certificate `{serial_no}` cannot be read")]
    Malformed {
        /// The entry's serial number.
        serial_no: String,
        /// What went wrong.
        source: CertificateError,
    },
    /// An entry holds another certificate than it says.
    #[error("the entry for the platform certificate `{listed}` holds `{found}`")]
    OtherSerial {
        /// The entry's serial number.
        listed: String,
        /// The certificate's.
        found: String,
    },
}

/// Asks for the platform certificates of the kind that the merchant's own key is of. Upstream lists RSA certificates
/// unless told otherwise.
#[must_use]
pub fn certificates_call(config: &Config) -> Call {
    let algorithm = config.private_key().algorithm();
    let query = (algorithm != Algorithm::default()).then(|| format!("algorithm_type={algorithm}"));
    Call { query, ..Call::new(Method::GET, "/v3/certificates".to_owned()) }
}

/// Opens the answer to `GET /v3/certificates`, checks that a known platform key, or else one of the listed
/// certificates themselves, has signed it, and adds these to the config's platform keys.
///
/// The latter is how a client starts that knows no platform key yet. It is safe because only WeChat Pay and the
/// merchant have the APIv3 key that the entries are encrypted and authenticated with.
///
/// # Errors
/// [`Error::Signature`], [`Error::Api`], [`Error::Decode`], [`Error::Certificates`]. Then no key is added.
pub fn accept_certificates(config: &Config, answer: Answer) -> Result<Response<Vec<Certificate>>, Error> {
    let signer = signature_headers(&answer.headers).ok().map(|headers| headers.serial.to_owned());
    let known = signer.is_some_and(|serial| config.platform_keys().get(&serial).is_some());
    // Only what claims to be a success, and is signed by a stranger, may vouch for itself.
    let answer = if known || !answer.status.is_success() { accept(config, answer)? } else { answer };
    let list = decode::<Certificates>(answer.clone())?;
    let opened: Vec<Certificate> =
        list.value.data.iter().map(|entry| open(entry, config.apiv3_key())).collect::<Result<_, _>>()?;
    if !known {
        let listed = opened.iter().cloned().collect();
        check(&answer.headers, &answer.body, &listed, config.now()).map_err(|reason| untrusted(&answer, reason))?;
    }
    config.platform_keys().take_list(config.private_key().algorithm(), &opened, config.now());
    Ok(Response { value: opened, status: list.status, request_id: list.request_id, body: list.body })
}

fn open(entry: &PlatformCertificate, key: &ApiV3Key) -> Result<Certificate, CertificateListError> {
    let PlatformCertificate { serial_no, encrypt_certificate: sealed, .. } = entry;
    let decrypt = |source| CertificateListError::Decrypt { serial_no: serial_no.clone(), source };
    let malformed = |source| CertificateListError::Malformed { serial_no: serial_no.clone(), source };
    let EncryptedCertificate { algorithm, nonce, associated_data, ciphertext, .. } = sealed;
    let pem = key.open_named(algorithm, nonce, associated_data, ciphertext).map_err(decrypt)?;
    let certificate = Certificate::from_pem(&String::from_utf8_lossy(&pem)).map_err(malformed)?;
    if certificate.serial_no() != serial_no {
        let found = certificate.serial_no().to_owned();
        return Err(CertificateListError::OtherSerial { listed: serial_no.clone(), found });
    }
    Ok(certificate)
}

#[cfg(test)]
#[path = "certificates_tests.rs"]
mod tests;
