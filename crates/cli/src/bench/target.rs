//! Where a load may go: to this machine, to others if that is meant, to WeChat Pay never.

use super::Mistake;
use http::Uri;
use std::net::{SocketAddr, ToSocketAddrs};

/// Domains under which WeChat Pay, or something that pays with it, answers.
const PRODUCTION: [&str; 6] =
    ["weixin.qq.com", "wechatpay.cn", "wechatpay.com", "wechatpay.com.cn", "tenpay.com", "wechat.com"];

/// Refuses an address whose name is WeChat Pay's, before anything else is made of it.
pub(super) fn refuse_production(text: &str) -> Result<(), Mistake> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    let name = place.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    let is_production = PRODUCTION
        .iter()
        .any(|domain| name.strip_suffix(domain).is_some_and(|left| left.is_empty() || left.ends_with('.')));
    if is_production { Err(Mistake::Production { host: name }) } else { Ok(()) }
}

/// The server's address.
pub(super) fn server(url: &str, allow_remote: bool) -> Result<SocketAddr, Mistake> {
    let uri: Uri = url.parse().unwrap_or_default();
    near("--server", &uri, allow_remote)
}

/// Refuses a notify endpoint that may not be loaded.
pub(super) fn notify_url(url: &str, allow_remote: bool) -> Result<(), Mistake> {
    refuse_production(url)?;
    let uri: Uri = url.parse().map_err(|_| Mistake::NotifyUrl(url.to_owned()))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
        return Err(Mistake::NotifyUrl(url.to_owned()));
    }
    // Where others are allowed, a name may be known on the server's machine only.
    if allow_remote { Ok(()) } else { near("--notify-url", &uri, false).map(|_| ()) }
}

fn near(option: &'static str, uri: &Uri, allow_remote: bool) -> Result<SocketAddr, Mistake> {
    let host = uri.host().unwrap_or_default();
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    let unresolved = |source| Mistake::Unresolved { option, host: host.to_owned(), source };
    // All its addresses: which of them is taken is not for a name server to choose.
    let found = (host.trim_matches(['[', ']']), port).to_socket_addrs().map_err(unresolved)?;
    let found: Vec<SocketAddr> = found.collect();
    if !allow_remote && !found.iter().all(|address| address.ip().to_canonical().is_loopback()) {
        return Err(Mistake::Remote { option, host: host.to_owned() });
    }
    // `localhost` may be both; the server listens on IPv4 unless told otherwise.
    let first = found.iter().find(|address| address.is_ipv4()).or(found.first());
    first.copied().ok_or_else(|| unresolved(std::io::ErrorKind::NotFound.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wechat_pay_is_never_a_target() {
        for url in [
            "https://api.mch.weixin.qq.com",
            "https://api2.mch.weixin.qq.com/v3/payscore",
            "http://apihk.mch.weixin.qq.com:80",
            "http://API.WeChatPay.cn./",
            "http://api2.wechatpay.cn?x",
            "http://me@api.mch.weixin.qq.com",
            "api.mch.weixin.qq.com",
        ] {
            assert!(matches!(refuse_production(url), Err(Mistake::Production { .. })), "{url}");
            assert!(notify_url(url, true).is_err(), "{url}");
        }
        for url in ["http://127.0.0.1:9080", "http://notwechatpay.cn", "http://weixin.qq.com.localhost", ""] {
            assert!(refuse_production(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn only_this_machine_unless_others_are_meant() {
        for url in ["http://127.0.0.1:9080", "http://[::1]:9080", "http://localhost:9080", "http://127.9.9.9"] {
            assert!(server(url, false).is_ok(), "{url}");
            assert!(notify_url(url, false).is_ok(), "{url}");
        }
        for url in ["http://192.0.2.1:9080", "http://[2001:db8::1]", "http://0.0.0.0:9080"] {
            assert!(matches!(server(url, false), Err(Mistake::Remote { option: "--server", .. })), "{url}");
            assert!(matches!(notify_url(url, false), Err(Mistake::Remote { .. })), "{url}");
            assert!(server(url, true).is_ok(), "{url}");
        }
        assert!(notify_url("https://merchant.test/notify", true).is_ok());
    }

    #[test]
    fn a_notify_url_has_to_be_one() {
        for url in ["", "8000", "localhost:8000", "ftp://127.0.0.1/", "http://", "http://a b"] {
            assert!(matches!(notify_url(url, true), Err(Mistake::NotifyUrl(_))), "{url}");
        }
    }

    #[test]
    fn ports_are_those_of_the_scheme() {
        let uri = |text: &str| text.parse::<Uri>().expect("an address");
        assert_eq!(near("", &uri("http://127.0.0.1"), false).expect("near").port(), 80);
        assert_eq!(near("", &uri("https://127.0.0.1/x"), false).expect("near").port(), 443);
    }
}
