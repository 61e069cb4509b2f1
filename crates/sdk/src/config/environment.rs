//! A configuration out of environment variables.

use super::{Config, ConfigError, DEFAULT_BASE_URL};
use crate::platform_keys::PlatformKeys;
use payscore_wire::{Certificate, PublicKey};
use std::path::PathBuf;
use zeroize::Zeroizing;

impl Config {
    /// Reads the environment. Each variable may be given as `…_FILE` instead, which names a file that holds it.
    ///
    /// | Variable | What |
    /// | --- | --- |
    /// | `WECHATPAY_MCHID` | the merchant number |
    /// | `WECHATPAY_APIV3_KEY` | the APIv3 key |
    /// | `WECHATPAY_PRIVATE_KEY` | the text of `apiclient_key.pem`; `\n` may stand for its line breaks |
    /// | `WECHATPAY_SERIAL_NO`, or `WECHATPAY_CERTIFICATE` | the merchant certificate's serial number, or the text of `apiclient_cert.pem` |
    /// | `WECHATPAY_P12` | in place of the last two, with feature `pkcs12`: `apiclient_cert.p12`, in base64; the bytes themselves in `WECHATPAY_P12_FILE`. Its password is the merchant number, or `WECHATPAY_P12_PASSWORD` |
    /// | `WECHATPAY_PUBLIC_KEY`, `WECHATPAY_PUBLIC_KEY_ID` | optional: the WeChat Pay public key, and its `PUB_KEY_ID_…` |
    /// | `WECHATPAY_PLATFORM_CERTIFICATE` | optional: a platform certificate; without either, certificates are downloaded |
    /// | `WECHATPAY_BASE_URL` | optional: another server |
    ///
    /// # Errors
    /// [`ConfigError`] names the variable that is missing, and what cannot be used, and why.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// The same from variables that come from elsewhere. An empty one counts as missing.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn from_variables(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let variables = Variables { get };
        let mchid = variables.needed("WECHATPAY_MCHID")?;
        let (serial_no, private_key) = variables.merchant_keys(&mchid)?;
        Self::builder()
            .mchid(mchid.as_str())
            .serial_no(serial_no)
            .private_key(private_key)
            .apiv3_key(variables.needed("WECHATPAY_APIV3_KEY")?)
            .platform_keys(variables.platform_keys()?)
            .base_url(variables.text("WECHATPAY_BASE_URL")?.as_deref().map_or(DEFAULT_BASE_URL, String::as_str))
            .build()
    }
}

struct Variables<F> {
    get: F,
}

impl<F: Fn(&str) -> Option<String>> Variables<F> {
    fn value(&self, name: &str) -> Option<Zeroizing<String>> {
        (self.get)(name).map(Zeroizing::new).filter(|value| !value.trim().is_empty())
    }

    /// The value itself, or the file that is named in its stead.
    fn either(&self, name: &'static str) -> Result<Option<Source>, ConfigError> {
        match (self.value(name), self.value(&format!("{name}_FILE"))) {
            (Some(_), Some(_)) => Err(ConfigError::VariableTwice { name }),
            (Some(value), None) => Ok(Some(Source::Value(value))),
            (None, file) => Ok(file.map(|path| Source::File(PathBuf::from(path.trim())))),
        }
    }

    fn text(&self, name: &'static str) -> Result<Option<Zeroizing<String>>, ConfigError> {
        let text = match self.either(name)? {
            None => return Ok(None),
            Some(Source::Value(value)) => value,
            Some(Source::File(path)) => std::fs::read_to_string(&path)
                .map(Zeroizing::new)
                .map_err(|source| ConfigError::File { path, source })?,
        };
        Ok(Some(Zeroizing::new(text.trim().to_owned())))
    }

    fn needed(&self, name: &'static str) -> Result<Zeroizing<String>, ConfigError> {
        self.text(name)?.ok_or(ConfigError::VariableMissing { name })
    }

    /// Where a line cannot hold line breaks, they are written as a backslash and an n.
    fn pem(&self, name: &'static str) -> Result<Option<Zeroizing<String>>, ConfigError> {
        Ok(self.text(name)?.map(|text| Zeroizing::new(text.replace("\\n", "\n"))))
    }

    fn merchant_keys(&self, mchid: &str) -> Result<(String, super::PrivateKeyInput), ConfigError> {
        #[cfg(feature = "pkcs12")]
        if let Some(merchant) = self.pkcs12(mchid)? {
            return Ok((merchant.certificate.serial_no().to_owned(), merchant.private_key.into()));
        }
        #[cfg(not(feature = "pkcs12"))]
        let _ = mchid;
        let key = self.pem("WECHATPAY_PRIVATE_KEY")?;
        let key = key.ok_or(ConfigError::VariableMissing { name: "WECHATPAY_PRIVATE_KEY" })?;
        let serial_no = match self.pem("WECHATPAY_CERTIFICATE")? {
            None => self.needed("WECHATPAY_SERIAL_NO")?.to_string(),
            Some(pem) => Certificate::from_pem(&pem).map_err(ConfigError::Certificate)?.serial_no().to_owned(),
        };
        Ok((serial_no, key.into()))
    }

    #[cfg(feature = "pkcs12")]
    fn pkcs12(&self, mchid: &str) -> Result<Option<super::Pkcs12>, ConfigError> {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let bytes = match self.either("WECHATPAY_P12")? {
            None => return Ok(None),
            Some(Source::File(path)) => std::fs::read(&path).map_err(|source| ConfigError::File { path, source })?,
            Some(Source::Value(text)) => {
                let compact: String = text.split_whitespace().collect();
                STANDARD.decode(compact).map_err(|error| super::Pkcs12Error::Open(error.into()))?
            }
        };
        let bytes = Zeroizing::new(bytes);
        let password = self.value("WECHATPAY_P12_PASSWORD");
        let password = password.as_deref().map_or(mchid, String::as_str);
        Ok(Some(super::Pkcs12::open(&bytes, password)?))
    }

    fn platform_keys(&self) -> Result<PlatformKeys, ConfigError> {
        let keys = PlatformKeys::new();
        if let Some(pem) = self.pem("WECHATPAY_PUBLIC_KEY")? {
            let key = PublicKey::from_pem(&pem).map_err(ConfigError::VariablePublicKey)?;
            keys.add_public_key(self.needed("WECHATPAY_PUBLIC_KEY_ID")?.as_str(), key);
        }
        if let Some(pem) = self.pem("WECHATPAY_PLATFORM_CERTIFICATE")? {
            keys.add_certificate(Certificate::from_pem(&pem).map_err(ConfigError::VariablePlatformCertificate)?);
        }
        Ok(keys)
    }
}

enum Source {
    Value(Zeroizing<String>),
    File(PathBuf),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{APIV3_KEY, MCHID, NOW, PUBLIC_KEY_ID, SERIAL_NO, certificate, merchant_key, platform_key};
    use std::collections::BTreeMap;

    fn complete() -> BTreeMap<String, String> {
        let variables = [
            ("WECHATPAY_MCHID", MCHID.to_owned()),
            ("WECHATPAY_APIV3_KEY", APIV3_KEY.to_owned()),
            ("WECHATPAY_PRIVATE_KEY", merchant_key().to_pkcs8_pem().replace('\n', "\\n")),
            ("WECHATPAY_SERIAL_NO", SERIAL_NO.to_owned()),
        ];
        variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn read(variables: &BTreeMap<String, String>) -> Result<Config, ConfigError> {
        Config::from_variables(|name| variables.get(name).cloned())
    }

    fn with(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let mut variables = complete();
        variables.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        read(&variables)
    }

    #[test]
    fn four_variables_are_enough() {
        let config = read(&complete()).unwrap();
        assert_eq!(
            (config.mchid(), config.serial_no(), config.base_url().as_str()),
            (MCHID, SERIAL_NO, DEFAULT_BASE_URL)
        );
        assert!(config.platform_keys().is_empty());
        assert_eq!(config.private_key().public_key(), merchant_key().public_key());
    }

    #[test]
    fn each_that_is_missing_is_named() {
        for name in complete().into_keys() {
            for left_out in [None, Some(" ".to_owned())] {
                let mut variables = complete();
                variables.remove(&name);
                variables.extend(left_out.map(|value| (name.clone(), value)));
                let error = read(&variables).unwrap_err();
                assert!(
                    matches!(&error, ConfigError::VariableMissing { name: missing } if *missing == name),
                    "{error}"
                );
            }
        }
    }

    #[test]
    fn files_may_be_named_instead_but_not_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, format!("{APIV3_KEY}\n")).unwrap();
        let mut variables = complete();
        variables.insert("WECHATPAY_APIV3_KEY_FILE".to_owned(), file.to_str().unwrap().to_owned());
        assert!(matches!(read(&variables), Err(ConfigError::VariableTwice { name: "WECHATPAY_APIV3_KEY" })));
        variables.remove("WECHATPAY_APIV3_KEY");
        read(&variables).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert!(matches!(read(&variables), Err(ConfigError::File { path, .. }) if path == file));
    }

    #[test]
    fn platform_keys_of_both_kinds_and_another_server() {
        let listed = certificate(1, NOW + 10);
        let public_key = platform_key().public_key().to_pem();
        let config = with(&[
            ("WECHATPAY_PUBLIC_KEY", &public_key),
            ("WECHATPAY_PUBLIC_KEY_ID", PUBLIC_KEY_ID),
            ("WECHATPAY_PLATFORM_CERTIFICATE", listed.pem()),
            ("WECHATPAY_BASE_URL", "http://127.0.0.1:9080"),
        ])
        .unwrap();
        assert_eq!(config.platform_keys().serials(), [listed.serial_no(), PUBLIC_KEY_ID]);
        assert_eq!(config.base_url(), "http://127.0.0.1:9080");
        let error = with(&[("WECHATPAY_PUBLIC_KEY", &public_key)]).unwrap_err();
        assert!(matches!(error, ConfigError::VariableMissing { name: "WECHATPAY_PUBLIC_KEY_ID" }));
        let error = with(&[("WECHATPAY_PLATFORM_CERTIFICATE", &public_key)]).unwrap_err();
        assert!(matches!(error, ConfigError::VariablePlatformCertificate(_)));
    }

    #[test]
    fn a_certificate_says_its_serial_number_itself() {
        let own = certificate(1, NOW + 10);
        let config = with(&[("WECHATPAY_CERTIFICATE", own.pem())]).unwrap();
        assert_eq!(config.serial_no(), own.serial_no());
    }

    #[cfg(feature = "pkcs12")]
    #[test]
    fn a_pkcs12_file_or_its_base64_holds_both() {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let bytes = include_bytes!("../../fixtures/legacy.p12");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("apiclient_cert.p12");
        std::fs::write(&file, bytes).unwrap();
        let base64 = STANDARD.encode(bytes);
        for (name, value) in [("WECHATPAY_P12_FILE", file.to_str().unwrap()), ("WECHATPAY_P12", base64.as_str())] {
            let mut variables = complete();
            variables.retain(|name, _| !["WECHATPAY_PRIVATE_KEY", "WECHATPAY_SERIAL_NO"].contains(&name.as_str()));
            variables.insert(name.to_owned(), value.to_owned());
            assert_eq!(read(&variables).unwrap().serial_no(), SERIAL_NO);
            variables.insert("WECHATPAY_P12_PASSWORD".to_owned(), "another".to_owned());
            assert!(matches!(read(&variables), Err(ConfigError::Pkcs12(_))));
        }
    }
}
