//! The environment in which programs reach the server under WeChat Pay's own host names.

use super::Setup;
use crate::error::CliError;

/// The API's hosts, which must go to the proxy whatever `NO_PROXY` says.
const HOSTS: [&str; 5] = [
    "api.mch.weixin.qq.com",
    "api2.mch.weixin.qq.com",
    "apihk.mch.weixin.qq.com",
    "api.wechatpay.cn",
    "api2.wechatpay.cn",
];
/// What is on this machine is reached without the proxy.
const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// All that any SDK looks at; `inherited` is what a program would be given without this.
pub(crate) fn variables(
    setup: &Setup,
    inherited: impl Fn(&str) -> Option<String>,
) -> Result<Vec<(&'static str, String)>, CliError> {
    let proxy = setup.proxy()?;
    let exempt = inherited("NO_PROXY").or_else(|| inherited("no_proxy"));
    let exempt = no_proxy(exempt.as_deref().unwrap_or_default());
    let bundle = proxy.bundle.to_string_lossy().into_owned();
    let mut java = inherited("JAVA_TOOL_OPTIONS").map_or_else(String::new, |options| format!("{options} "));
    java.push_str(&proxy.jvm_options());
    let (ca, proxy) = (proxy.ca.to_string_lossy().into_owned(), proxy.url());
    Ok(vec![
        // Both casings: there are programs that look at one of them only.
        ("HTTPS_PROXY", proxy.clone()),
        ("https_proxy", proxy),
        ("NO_PROXY", exempt.clone()),
        ("no_proxy", exempt),
        ("SSL_CERT_FILE", bundle.clone()),
        ("REQUESTS_CA_BUNDLE", bundle.clone()),
        ("CURL_CA_BUNDLE", bundle),
        ("NODE_EXTRA_CA_CERTS", ca),
        ("JAVA_TOOL_OPTIONS", java),
        ("PAYSCORE_SERVER", setup.base_url.clone()),
        ("PAYSCORE_MERCHANT_DIR", setup.merchant.to_string_lossy().into_owned()),
    ])
}

/// `inherited`, without what would keep WeChat Pay's hosts from the proxy, and with this machine.
fn no_proxy(inherited: &str) -> String {
    let mut entries: Vec<&str> =
        inherited.split(',').map(str::trim).filter(|entry| !entry.is_empty() && !exempts_wechat_pay(entry)).collect();
    for local in LOCAL {
        if !entries.contains(&local) {
            entries.push(local);
        }
    }
    entries.join(",")
}

fn exempts_wechat_pay(entry: &str) -> bool {
    let entry = entry.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let domain = entry.trim_start_matches("*.").trim_start_matches('.');
    let below = |host: &str| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    domain == "*" || (!domain.is_empty() && HOSTS.into_iter().any(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proxy_keeps_what_does_not_matter_and_loses_what_would_go_around() {
        assert_eq!(no_proxy(""), "localhost,127.0.0.1,::1");
        assert_eq!(
            no_proxy("localhost, .example.com,*,qq.com,.weixin.qq.com, *.wechatpay.cn:443,notqq.com,::1"),
            "localhost,.example.com,notqq.com,::1,127.0.0.1"
        );
    }
}
