//! What each SDK needs. `docs/sdk-setup.md` tells the same at length.

use super::variables::jvm_options;
use super::{Setup, exports, inherited, variables};
use crate::args::Sdk;
use crate::error::CliError;

/// Lines that a shell can evaluate: variables, and as comments what is to be put elsewhere.
pub(super) fn text(setup: &Setup, sdk: Sdk) -> Result<String, CliError> {
    let url = &setup.base_url;
    let merchant = setup.merchant.display();
    let (about, names): (String, &[&str]) = match sdk {
        Sdk::Php => (format!("# wechatpay-php, an option of Builder::factory:\n#   'base_uri' => '{url}/',\n"), &[]),
        Sdk::Node => (
            format!("# wechatpay-axios-plugin, an option of new Wechatpay:\n#   baseURL: '{url}/',\n"),
            &["HTTPS_PROXY", "NO_PROXY", "NODE_EXTRA_CA_CERTS"],
        ),
        Sdk::Go => ("# wechatpay-go: its host is fixed\n".to_owned(), &["HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"]),
        Sdk::Java => (java(setup)?, &["JAVA_TOOL_OPTIONS"]),
        Sdk::Python => (
            "# wechatpayv3: its host is fixed\n".to_owned(),
            &["HTTPS_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"],
        ),
        Sdk::Rust => (
            format!(
                "# payscore: Config::from_merchant_dir(\"{merchant}\")?.with_base_url(\"{url}\")?\n\
                 # rswxpay: .base_url(\"{url}\"); wechat-pay-rust-sdk: base_url: \"{url}\"\n\
                 # wxpay-rs: its host is fixed\n"
            ),
            &["HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"],
        ),
        Sdk::Curl => {
            ("# curl https://api.mch.weixin.qq.com/v3/…\n".to_owned(), &["HTTPS_PROXY", "NO_PROXY", "CURL_CA_BUNDLE"])
        }
    };
    // The folder is for all of them; where the base address is enough, no proxy is needed.
    let mut shown = if names.is_empty() { Vec::new() } else { variables(setup, inherited)? };
    shown.retain(|(name, _)| names.contains(name));
    shown.push(("PAYSCORE_MERCHANT_DIR", setup.merchant.to_string_lossy().into_owned()));
    let files = "merchant.json, apiclient_key.pem, apiclient_cert.pem, wechatpay_public_key.pem, platform_cert.pem";
    Ok(format!("{about}{}# credentials in {merchant}:\n#   {files}\n", exports(&shown)))
}

fn java(setup: &Setup) -> Result<String, CliError> {
    let (_, trust) = setup.proxy()?;
    let (flags, ca) = (jvm_options(setup)?, trust.ca.display());
    Ok(format!(
        "# wechatpay-java: its host is fixed. JVM flags, for where JAVA_TOOL_OPTIONS is not to be set:\n#   {flags}\n\
         # or trust the authority in a store of your own:\n\
         #   keytool -importcert -noprompt -alias payscore -file {ca} -keystore STORE\n"
    ))
}
