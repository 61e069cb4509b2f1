//! What each SDK needs: variables, and how its client is made. The console's page of a merchant shows the same.

use super::{Setup, exports, inherited, variables};
use crate::args::Sdk;
use crate::error::CliError;
use payscore_server::setup::{self, Access};

/// Lines that a shell can evaluate: variables, and as comments what is to be put elsewhere.
pub(super) fn text(setup: &Setup, sdk: Sdk) -> Result<String, CliError> {
    let kinds = kinds(sdk);
    let names: Vec<&str> = kinds.iter().flat_map(|kind| kind.variables()).copied().collect();
    // The folder is for all of them; where the base address is enough, no proxy is needed.
    let mut shown = if names.is_empty() { Vec::new() } else { variables(setup, inherited)? };
    shown.retain(|(name, _)| names.contains(name));
    let merchant = setup.merchant.to_string_lossy().into_owned();
    let files = "merchant.json, apiclient_key.pem, apiclient_cert.pem, wechatpay_public_key.pem, platform_cert.pem";
    let credentials = format!("# credentials in {merchant}:\n#   {files}\n");
    shown.push(("PAYSCORE_MERCHANT_DIR", merchant));
    let access = setup.access();
    let clients: String = kinds.iter().map(|kind| client(*kind, &access)).collect();
    let more = if sdk == Sdk::Java { java(setup)? } else { String::new() };
    Ok(format!("{clients}{more}{}{credentials}", exports(&shown)))
}

/// Those of a language that are set up alike.
fn kinds(sdk: Sdk) -> &'static [setup::Sdk] {
    match sdk {
        Sdk::Php => &[setup::Sdk::Php],
        Sdk::Go => &[setup::Sdk::Go],
        Sdk::Java => &[setup::Sdk::Java],
        Sdk::Node => &[setup::Sdk::Node, setup::Sdk::NodeV3],
        Sdk::Python => &[setup::Sdk::Python],
        Sdk::Rust => &[setup::Sdk::Rust, setup::Sdk::OtherRust],
        Sdk::Curl => &[setup::Sdk::Curl],
    }
}

/// As comments: a shell passes them over.
fn client(sdk: setup::Sdk, access: &Access) -> String {
    let code = sdk.client(access);
    let lines = code.lines().map(|line| format!("#   {line}"));
    let lines: String = lines.map(|line| format!("{}\n", line.trim_end())).collect();
    format!("# {}\n{lines}", sdk.title())
}

fn java(setup: &Setup) -> Result<String, CliError> {
    let proxy = setup.proxy()?;
    let (flags, ca) = (proxy.jvm_options(), proxy.ca.display());
    Ok(format!(
        "# JVM flags, for where JAVA_TOOL_OPTIONS is not to be set:\n#   {flags}\n\
         # or trust the authority in a store of your own:\n\
         #   keytool -importcert -noprompt -alias payscore -file {ca} -keystore STORE\n"
    ))
}
