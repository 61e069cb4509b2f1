//! To which addresses a signed request may go: a signature is shown to the servers that the config names, and to
//! WeChat Pay's own where it names one of those.

use super::Config;
use super::base_url::BaseUrl;
use http::Uri;

const WECHAT_PAY: [&str; 5] = [
    "api.mch.weixin.qq.com",
    "api2.mch.weixin.qq.com",
    "apihk.mch.weixin.qq.com",
    "api.wechatpay.cn",
    "api2.wechatpay.cn",
];

/// Scheme, host and port, in one spelling.
type Origin = (String, String, u16);

fn origin(uri: &Uri) -> Option<Origin> {
    let scheme = uri.scheme_str()?.to_ascii_lowercase();
    let port = uri.port_u16().or(match scheme.as_str() {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    })?;
    Some((scheme, uri.host()?.to_ascii_lowercase(), port))
}

fn is_wechat_pay((scheme, host, port): &Origin) -> bool {
    scheme == "https" && *port == 443 && WECHAT_PAY.contains(&host.as_str())
}

impl Config {
    /// The server of this address, where a signature may be shown to it.
    pub(crate) fn trusted_base(&self, address: &Uri) -> Option<BaseUrl> {
        let asked = origin(address)?;
        let known: Vec<Origin> = [Some(self.base()), self.backup()]
            .into_iter()
            .flatten()
            .filter_map(|base| origin(&base.origin().parse().ok()?))
            .collect();
        let trusted = known.contains(&asked) || (is_wechat_pay(&asked) && known.iter().any(is_wechat_pay));
        if trusted {
            BaseUrl::parse(&format!("{}://{}", address.scheme_str()?, address.authority()?)).ok()
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::config;

    #[test]
    fn signatures_go_to_the_configured_server_and_nowhere_else() {
        let trusted = |base: &str, address: &str| {
            let config = config().with_base_url(base).unwrap();
            config.trusted_base(&address.parse().unwrap()).map(|base| base.to_string())
        };
        let wechat_pay = "https://api.mch.weixin.qq.com";
        for (base, address) in [
            (wechat_pay, "https://api.mch.weixin.qq.com/v3/x?y"),
            (wechat_pay, "https://API2.mch.weixin.qq.com:443/v3/x"),
            ("https://api.wechatpay.cn", "https://apihk.mch.weixin.qq.com/v3/x"),
            ("http://127.0.0.1:9080/mock", "http://127.0.0.1:9080/mock/v3/x"),
        ] {
            assert!(trusted(base, address).is_some(), "{base} {address}");
        }
        for (base, address) in [
            (wechat_pay, "http://api.mch.weixin.qq.com/v3/x"),
            (wechat_pay, "https://api.mch.weixin.qq.com:8443/v3/x"),
            (wechat_pay, "https://api.mch.weixin.qq.com.example.com/v3/x"),
            (wechat_pay, "https://api.mch.weixin.qq.com@example.com/v3/x"),
            (wechat_pay, "/v3/x"),
            ("http://127.0.0.1:9080", "http://127.0.0.1:9081/v3/x"),
            ("http://127.0.0.1:9080", "https://api.mch.weixin.qq.com/v3/x"),
        ] {
            assert_eq!(trusted(base, address), None, "{base} {address}");
        }
    }
}
