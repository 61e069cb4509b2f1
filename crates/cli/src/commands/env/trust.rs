//! Files of trusted certificates: what the system trusts, and the server's authority.
//!
//! `SSL_CERT_FILE` and a JVM's trust store replace what is trusted otherwise. With the authority alone in them, a
//! program could no longer reach anybody else.

use super::trust_store;
use crate::error::CliError;
use payscore_wire::{TlsCertificate, pem};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the certificates to trust are.
pub(super) struct Trust {
    /// The server's authority, alone.
    pub(super) ca: PathBuf,
    /// With the system's, as PEM.
    pub(super) bundle: PathBuf,
    /// With the system's, as Java reads it.
    pub(super) store: PathBuf,
}

impl Trust {
    /// Writes the files beside `ca.pem`, where they are not there or out of date.
    pub(super) fn write(folder: &Path) -> Result<Self, CliError> {
        let ca = folder.join("ca.pem");
        let authority = read_authority(&ca)?;
        // Whatever cannot be read of the system's would not be trusted by others either.
        let system = rustls_native_certs::load_native_certs().certs;
        let mut trusted: Vec<&[u8]> = system.iter().map(AsRef::as_ref).filter(|der| *der != authority.der()).collect();
        trusted.sort_unstable();
        trusted.dedup();
        trusted.insert(0, authority.der());
        let bundle: String = trusted.iter().map(|der| pem::encode("CERTIFICATE", der)).collect();
        let trust = Self { ca, bundle: folder.join("bundle.pem"), store: folder.join("truststore.p12") };
        write(&trust.bundle, bundle.as_bytes())?;
        write(&trust.store, &trust_store::encode(&trusted))?;
        Ok(trust)
    }
}

/// The authority's certificate.
pub(crate) fn read_authority(path: &Path) -> Result<TlsCertificate, CliError> {
    let none = |source| CliError::NoAuthority { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(|error| none(error.into()))?;
    TlsCertificate::from_pem(&text).map_err(|error| none(error.into()))
}

/// Never half: a program may be reading the file right now.
fn write(path: &Path, contents: &[u8]) -> Result<(), CliError> {
    if fs::read(path).is_ok_and(|there| there == contents) {
        return Ok(());
    }
    let new = path.with_extension(format!("new.{}", std::process::id()));
    fs::write(&new, contents)
        .and_then(|()| fs::rename(&new, path))
        .map_err(|source| CliError::TrustFile { path: path.to_owned(), source })
}
