//! The platform's SM2 identity: an authority of its own, and one certificate, in the folder `sm2`.

use super::folder::{CA, CA_KEY, CERTIFICATE, KEY, fresh, load_certificate, load_key};
use super::{CERTIFICATE_LIFE, Signer};
use crate::entropy::Entropy;
use crate::identity::Vault;
use crate::identity::files::{IdentityError, make_folder, unusable, write};
use payscore_wire::issue::serial_from;
use payscore_wire::{PrivateKey, Sm2Issuer, Subject, Validity};
use std::path::Path;

/// Loads both, or makes them where there are none: on the first start, or the first one of a server that knows SM2. An
/// expired certificate is made anew.
pub(super) fn open(
    folder: &Path,
    vault: &Vault,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<(Sm2Issuer, Signer), IdentityError> {
    let folder = folder.join("sm2");
    let issuer = match folder.join(CA).exists() {
        true => load_issuer(&folder, vault)?,
        false => make_issuer(&folder, vault, now, entropy)?,
    };
    if folder.join(CERTIFICATE).exists() {
        let signer = load(&folder, vault)?;
        if signer.certificate.as_ref().is_some_and(|certificate| certificate.not_after() > now) {
            return Ok((issuer, signer));
        }
    }
    let signer = make(&folder, vault, &issuer, now, entropy)?;
    Ok((issuer, signer))
}

fn load_issuer(folder: &Path, vault: &Vault) -> Result<Sm2Issuer, IdentityError> {
    let path = folder.join(CA_KEY);
    Sm2Issuer::load(load_key(&path, vault)?, load_certificate(&folder.join(CA))?)
        .map_err(|error| unusable(&path, error))
}

fn make_issuer(folder: &Path, vault: &Vault, now: i64, entropy: &dyn Entropy) -> Result<Sm2Issuer, IdentityError> {
    make_folder(folder)?;
    let validity = Validity { not_before: now - 3600, not_after: now + 2 * CERTIFICATE_LIFE };
    let issuer = Sm2Issuer::new(new_key()?, "payscore local SM2 CA", validity, serial_from(entropy.bytes()));
    let issuer = issuer.map_err(|error| IdentityError::Make(error.to_string()))?;
    vault.write(&folder.join(CA_KEY), &issuer.key().to_pkcs8_pem())?;
    // Last: its presence says that both are there.
    write(&folder.join(CA), issuer.certificate().pem())?;
    Ok(issuer)
}

fn load(folder: &Path, vault: &Vault) -> Result<Signer, IdentityError> {
    let path = folder.join(KEY);
    let (key, certificate) = (load_key(&path, vault)?, load_certificate(&folder.join(CERTIFICATE))?);
    if !certificate.matches(&key) {
        return Err(unusable(&path, format!("it is not the key of the {CERTIFICATE} beside it")));
    }
    Ok(Signer { serial: certificate.serial_no().to_owned(), key, certificate: Some(certificate) })
}

fn make(
    folder: &Path,
    vault: &Vault,
    issuer: &Sm2Issuer,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<Signer, IdentityError> {
    let key = new_key()?;
    let certificate = issuer
        .issue_to(&key.public_key(), Subject::platform(), fresh(now), serial_from(entropy.bytes()))
        .map_err(|error| IdentityError::Make(error.to_string()))?;
    vault.write(&folder.join(KEY), &key.to_pkcs8_pem())?;
    // Last: as above.
    write(&folder.join(CERTIFICATE), certificate.pem())?;
    Ok(Signer { serial: certificate.serial_no().to_owned(), key, certificate: Some(certificate) })
}

fn new_key() -> Result<PrivateKey, IdentityError> {
    PrivateKey::generate_sm2().map_err(|error| IdentityError::Make(error.to_string()))
}
