//! Why a configuration cannot be used.

use payscore_wire::{ApiV3KeyError, CertificateError, KeyError};
use std::path::PathBuf;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Not a merchant number.
    #[error("`{got}` is not a merchant number")]
    Mchid {
        /// The text given.
        got: String,
    },
    /// Not a certificate's serial number.
    #[error("`{got}` is not a certificate's serial number: hexadecimal digits without colons or spaces")]
    SerialNo {
        /// The text given.
        got: String,
    },
    /// The private key cannot be used.
    #[error("the merchant's private key cannot be used")]
    PrivateKey(#[source] KeyError),
    /// The APIv3 key cannot be used.
    #[error("the APIv3 key cannot be used")]
    ApiV3Key(#[source] ApiV3KeyError),
    /// Not a base URL.
    #[error("`{got}` is not a base URL: {reason}")]
    BaseUrl {
        /// The text given.
        got: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A file of a merchant's folder cannot be read.
    #[error("cannot read `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file of a merchant's folder is encrypted with its server's key.
    #[error("`{}` is sealed: write it out with `payscore secret open`, and read it where that is", path.display())]
    Sealed {
        /// The file.
        path: PathBuf,
    },
    /// `merchant.json` is not what `payscore serve` writes.
    #[error("`{}` is not a merchant's description", path.display())]
    MerchantJson {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: serde_json::Error,
    },
    /// `apiclient_key.pem` cannot be used.
    #[error("`{}` is not the merchant's private key", path.display())]
    PrivateKeyFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: KeyError,
    },
    /// The `apiv3_key` of `merchant.json` cannot be used.
    #[error("`{}` has no APIv3 key that can be used", path.display())]
    ApiV3KeyInFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: ApiV3KeyError,
    },
    /// `wechatpay_public_key.pem` cannot be used.
    #[error("`{}` is not a WeChat Pay public key", path.display())]
    PlatformPublicKey {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: KeyError,
    },
    /// `wechatpay_public_key.pem` is there, but `merchant.json` does not say its id.
    #[error("`{}` is there, but merchant.json has no `wechatpay_public_key_id`", path.display())]
    PlatformPublicKeyId {
        /// The public key's file.
        path: PathBuf,
    },
    /// `platform_cert.pem` cannot be used.
    #[error("`{}` is not a platform certificate", path.display())]
    PlatformCertificate {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: CertificateError,
    },
    /// A variable that is needed is not set.
    #[error("{name} is not set; nor is {name}_FILE, which may name a file instead")]
    VariableMissing {
        /// Its name.
        name: &'static str,
    },
    /// A variable is set twice: itself, and as a file's name.
    #[error("{name} and {name}_FILE are both set; one of them is too many")]
    VariableTwice {
        /// Its name.
        name: &'static str,
    },
    /// A variable's platform certificate cannot be used.
    #[error("WECHATPAY_PLATFORM_CERTIFICATE is not a platform certificate")]
    VariablePlatformCertificate(#[source] CertificateError),
    /// A variable's WeChat Pay public key cannot be used.
    #[error("WECHATPAY_PUBLIC_KEY is not a WeChat Pay public key")]
    VariablePublicKey(#[source] KeyError),
    /// The merchant's certificate cannot be used.
    #[error("the merchant's certificate cannot be used")]
    Certificate(#[source] CertificateError),
    /// The PKCS#12 file cannot be used.
    #[cfg(feature = "pkcs12")]
    #[error("the merchant's PKCS#12 file (apiclient_cert.p12) cannot be used")]
    Pkcs12(#[from] super::Pkcs12Error),
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made")]
    HttpClient(#[source] Box<dyn std::error::Error + Send + Sync>),
}
