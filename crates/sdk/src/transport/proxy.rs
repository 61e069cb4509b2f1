//! Whether a connection leads through a proxy, and which.

use super::Failure;
use super::outgoing::Via;
use crate::config::BaseUrl;
use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

/// What the environment says of proxies: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`.
pub(crate) struct Proxies(Matcher);

/// The way to a server.
#[derive(Debug)]
pub(crate) struct Route {
    /// What to connect to: the server, or a proxy.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Whether that is spoken to through TLS already: a proxy's own.
    pub(crate) proxy_tls: bool,
    /// Whether the proxy is asked for a tunnel.
    pub(crate) tunnel: bool,
    /// What is said to the proxy.
    pub(crate) via: Via,
}

impl Route {
    /// Its address, as a URL.
    pub(crate) fn address(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains(':') { format!("http://[{host}]:{port}") } else { format!("http://{host}:{port}") }
    }
}

/// A proxy that is not understood: not a detour, but an error, since nobody wants to be led around it.
#[derive(Debug, thiserror::Error)]
#[error("proxies of kind `{scheme}` are not supported: http or https")]
struct UnknownProxy {
    scheme: String,
}

impl Proxies {
    pub(crate) fn from_env() -> Self {
        Self(Matcher::from_env())
    }

    #[cfg(test)]
    pub(crate) fn none() -> Self {
        Self(Matcher::builder().build())
    }

    #[cfg(test)]
    pub(crate) fn all_to(proxy: &str) -> Self {
        Self(Matcher::builder().all(proxy).build())
    }

    /// The way to this server. No proxy leads to this machine.
    pub(crate) fn route(&self, base: &BaseUrl) -> Result<Route, Failure> {
        let uri: Option<Uri> = base.origin().parse().ok();
        let Some(proxy) = uri.filter(|_| !base.is_loopback()).and_then(|uri| self.0.intercept(&uri)) else {
            let (host, port) = (base.host().to_owned(), base.port());
            return Ok(Route { host, port, proxy_tls: false, tunnel: false, via: Via::default() });
        };
        let (scheme, default_port) = match proxy.uri().scheme_str() {
            Some("http") | None => ("http", 80),
            Some("https") => ("https", 443),
            Some(other) => return Err(Failure::connect(UnknownProxy { scheme: other.to_owned() })),
        };
        Ok(Route {
            host: proxy.uri().host().unwrap_or_default().trim_matches(['[', ']']).to_owned(),
            port: proxy.uri().port_u16().unwrap_or(default_port),
            proxy_tls: scheme == "https",
            tunnel: base.is_secure(),
            via: Via { proxy: !base.is_secure(), authorization: proxy.basic_auth().cloned() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::config;

    fn route(proxy: &str, base: &str) -> Result<Route, Failure> {
        Proxies::all_to(proxy).route(config().with_base_url(base).unwrap().base())
    }

    #[test]
    fn a_proxy_is_asked_for_a_tunnel_or_for_a_whole_address() {
        let secure = route("http://user:word@proxy.example:3128", "https://api.mch.weixin.qq.com").unwrap();
        assert_eq!((secure.host.as_str(), secure.port, secure.proxy_tls), ("proxy.example", 3128, false));
        assert!(secure.tunnel && !secure.via.proxy);
        assert_eq!(secure.via.authorization.unwrap(), "Basic dXNlcjp3b3Jk");
        let plain = route("https://[fd00::1]", "http://pay.example").unwrap();
        assert_eq!((plain.host.as_str(), plain.port, plain.proxy_tls), ("fd00::1", 443, true));
        assert!(!plain.tunnel && plain.via.proxy);
    }

    #[test]
    fn no_proxy_leads_to_this_machine_and_an_unknown_one_nowhere() {
        let here = route("http://proxy.example:3128", "https://[::1]:9080").unwrap();
        assert_eq!((here.host.as_str(), here.port, here.tunnel), ("::1", 9080, false));
        assert!(matches!(route("socks5://proxy.example", "https://pay.example"), Err(Failure::Connect(_))));
    }
}
