//! A merchant's folder, as `payscore serve` writes it.

use super::{Config, ConfigError};
use crate::platform_keys::PlatformKeys;
use payscore_wire::{ApiV3Key, Certificate, PrivateKey, PublicKey};
use serde::Deserialize;
use std::io::ErrorKind;
use std::path::Path;
use zeroize::Zeroizing;

/// How files begin that the server keeps encrypted.
const SEALED: &str = "payscore-sealed-";

/// The fields of `merchant.json` that a client needs.
#[derive(Deserialize)]
struct Merchant {
    mchid: String,
    serial_no: String,
    apiv3_key: String,
    wechatpay_public_key_id: Option<String>,
}

pub(super) fn read(folder: &Path) -> Result<Config, ConfigError> {
    let path = folder.join("merchant.json");
    let json = read_file(&path)?;
    let merchant: Merchant = match serde_json::from_str(&json) {
        Ok(merchant) => merchant,
        Err(source) => return Err(ConfigError::MerchantJson { path, source }),
    };
    let apiv3_key =
        ApiV3Key::new(&merchant.apiv3_key).map_err(|source| ConfigError::ApiV3KeyInFile { path, source })?;
    let platform_keys = PlatformKeys::new();
    add_public_key(&platform_keys, folder, merchant.wechatpay_public_key_id)?;
    add_certificate(&platform_keys, folder)?;
    let path = folder.join("apiclient_key.pem");
    let private_key = PrivateKey::from_pem(&read_file(&path)?);
    let private_key = private_key.map_err(|source| ConfigError::PrivateKeyFile { path, source })?;
    Config::builder()
        .mchid(merchant.mchid)
        .serial_no(merchant.serial_no)
        .private_key(private_key)
        .apiv3_key(apiv3_key)
        .platform_keys(platform_keys)
        .build()
}

fn add_public_key(keys: &PlatformKeys, folder: &Path, id: Option<String>) -> Result<(), ConfigError> {
    let path = folder.join("wechatpay_public_key.pem");
    let Some(pem) = read_if_there(&path)? else { return Ok(()) };
    let key = match PublicKey::from_pem(&pem) {
        Ok(key) => key,
        Err(source) => return Err(ConfigError::PlatformPublicKey { path, source }),
    };
    let Some(id) = id else { return Err(ConfigError::PlatformPublicKeyId { path }) };
    keys.add_public_key(id, key);
    Ok(())
}

fn add_certificate(keys: &PlatformKeys, folder: &Path) -> Result<(), ConfigError> {
    let path = folder.join("platform_cert.pem");
    let Some(pem) = read_if_there(&path)? else { return Ok(()) };
    match Certificate::from_pem(&pem) {
        Ok(certificate) => keys.add_certificate(certificate),
        Err(source) => return Err(ConfigError::PlatformCertificate { path, source }),
    }
    Ok(())
}

fn read_if_there(path: &Path) -> Result<Option<Zeroizing<String>>, ConfigError> {
    match read_file(path) {
        Err(ConfigError::File { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

fn read_file(path: &Path) -> Result<Zeroizing<String>, ConfigError> {
    let path = || path.to_owned();
    let text = std::fs::read_to_string(path()).map_err(|source| ConfigError::File { path: path(), source })?;
    if text.starts_with(SEALED) { Err(ConfigError::Sealed { path: path() }) } else { Ok(Zeroizing::new(text)) }
}
