//! A team's own keys, read and checked here, where their files have names.

use crate::args::OwnKeys;
use crate::error::CliError;
use payscore::config::Pkcs12;
use payscore_server::{NOT_TEXT, NewMerchant, check_merchant_certificate};
use payscore_wire::{ApiV2Key, ApiV3Key, Certificate, PrivateKey};
use std::io::{BufRead, ErrorKind, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

const CERT: &str = "--cert wants the merchant's apiclient_cert.pem";
const P12: &str =
    "--p12 wants apiclient_cert.p12, and --p12-password-file its password unless that is the merchant number";
const KEY: &str = "--key wants the apiclient_key.pem of that certificate, or can be left out";

/// The keys as the server takes them.
pub(super) fn read(keys: &OwnKeys, mchid: Option<&str>) -> Result<NewMerchant, CliError> {
    let (certificate, private_key) = pair(keys, mchid)?;
    let apiv3_key = secret("apiv3-key", keys.apiv3_key.as_deref(), keys.apiv3_key_file.as_deref())?;
    let apiv2_key = secret("apiv2-key", keys.apiv2_key.as_deref(), keys.apiv2_key_file.as_deref())?;
    if let Some((key, from)) = &apiv3_key {
        ApiV3Key::new(key).map_err(|error| CliError::OwnKey { from: from.clone(), reason: error.to_string() })?;
    }
    if let Some((key, from)) = &apiv2_key {
        ApiV2Key::new(key).map_err(|error| CliError::OwnKey { from: from.clone(), reason: error.to_string() })?;
    }
    Ok(NewMerchant {
        certificate: Some(certificate),
        private_key,
        apiv3_key: apiv3_key.map(|(key, _)| key),
        apiv2_key: apiv2_key.map(|(key, _)| key),
        ..NewMerchant::default()
    })
}

/// Certificate and private key, in PEM.
fn pair(keys: &OwnKeys, mchid: Option<&str>) -> Result<(String, Option<String>), CliError> {
    let checked = |path: &Path, certificate: &Certificate, wanted| {
        check_merchant_certificate(certificate, mchid, now()).map_err(|reason| unusable(path, reason, wanted))
    };
    if let Some(path) = &keys.p12 {
        let Pkcs12 { certificate, private_key, .. } = archive(path, keys.p12_password_file.as_deref(), mchid)?;
        checked(path, &certificate, P12)?;
        return Ok((certificate.pem().to_owned(), Some(private_key.to_pkcs8_pem().to_string())));
    }
    let path = keys.cert.as_deref().unwrap_or(Path::new("apiclient_cert.pem"));
    let pem = text(path, CERT)?;
    let certificate = Certificate::from_pem(&pem).map_err(|error| unusable(path, error, CERT))?;
    checked(path, &certificate, CERT)?;
    let private_key = keys.key.as_deref().map(|path| private_key(path, &certificate)).transpose()?;
    Ok((pem, private_key))
}

fn archive(path: &Path, password: Option<&Path>, mchid: Option<&str>) -> Result<Pkcs12, CliError> {
    let bytes = std::fs::read(path).map_err(|error| unusable(path, format!("it cannot be read: {error}"), P12))?;
    let password = secret("p12-password", mchid, password)?;
    let Some((password, _)) = password else {
        let reason = "its password is not known: --mchid names the merchant, whose number it is at first";
        return Err(unusable(path, reason, P12));
    };
    let opened = Pkcs12::open(&bytes, &password).map_err(|error| unusable(path, error, P12))?;
    warn_if_shared(path);
    Ok(opened)
}

fn private_key(path: &Path, certificate: &Certificate) -> Result<String, CliError> {
    let pem = text(path, KEY)?;
    let key = PrivateKey::from_pem(&pem).map_err(|error| unusable(path, error, KEY))?;
    if !certificate.matches(&key) {
        return Err(unusable(path, "it is not the key of the certificate", KEY));
    }
    warn_if_shared(path);
    Ok(pem)
}

/// A key from a file, stdin, the environment or the command line, and where that was.
fn secret(option: &str, given: Option<&str>, file: Option<&Path>) -> Result<Option<(String, String)>, CliError> {
    // What stands on the command line may come from the environment: a file that is named is meant.
    let Some(path) = file else {
        return Ok(given.filter(|key| !key.is_empty()).map(|key| (key.to_owned(), format!("--{option}"))));
    };
    let wanted = format!("--{option}-file wants a file with the key and nothing else");
    let (text, from) = if path == Path::new("-") {
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        read.map_err(|error| CliError::OwnKey { from: "stdin".to_owned(), reason: error.to_string() })?;
        (line, "stdin".to_owned())
    } else {
        warn_if_shared(path);
        (text(path, &wanted)?, path.display().to_string())
    };
    Ok(Some((text.trim_end_matches(['\r', '\n']).to_owned(), from)))
}

fn text(path: &Path, wanted: &str) -> Result<String, CliError> {
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => unusable(path, NOT_TEXT, wanted),
        _ => unusable(path, format!("it cannot be read: {error}"), wanted),
    })
}

fn unusable(path: &Path, reason: impl ToString, wanted: &str) -> CliError {
    CliError::KeyFile { path: path.to_owned(), reason: reason.to_string(), wanted: wanted.to_owned() }
}

/// One line; whoever keeps keys so may not know better, or may have a file system without modes.
fn warn_if_shared(path: &Path) {
    #[cfg(unix)]
    if let Ok(metadata) = std::fs::metadata(path) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
        if mode & 0o077 != 0 {
            let path = path.display();
            let _ = writeln!(
                std::io::stderr(),
                "payscore: {path} can be used by others on this machine (mode {mode:o}): chmod 600 {path}"
            );
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
